"""More than one process: what a worker is (`worker`), a pool of them on this machine (`pool`)."""
