"""The command `naba`. Each subcommand imports what it needs when it runs: the start stays short."""

from pipeline.cli.app import main

__all__ = ["main"]
