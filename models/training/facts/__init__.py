"""Training of the fact tagger: a second network that goes on from the lower layers of the recogniser of names."""
