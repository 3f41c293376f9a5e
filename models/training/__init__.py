"""How the embedded model is made: see `models/README.md`. Nothing here is imported by the pipeline."""
