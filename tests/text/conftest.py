"""Property tests give the same examples on every run, however slow the machine."""

from hypothesis import settings

settings.register_profile("naba", derandomize=True, deadline=None)
settings.load_profile("naba")
