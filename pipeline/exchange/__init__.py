"""Gold in and out of the tools that annotators use: Label Studio, brat, CoNLL, corrected output records.

Each format has a module; `sheet` is what Label Studio and brat have in common, `sources` and `shelf` are the files on
our side. Nothing here knows a stage of the pipeline.
"""
