"""Training of the fact tagger: a second network, over the embedded words of the recogniser of names."""
