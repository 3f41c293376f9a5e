"""Text: the folded view, tokens, proclitics and sentences. Imports nothing of ours."""

from pipeline.text.clitics import Split, splits
from pipeline.text.sentences import Sentence, split_sentences
from pipeline.text.tokens import Token, tokenize
from pipeline.text.view import Span, View, fold, unmarked

__all__ = ["Sentence", "Span", "Split", "Token", "View", "fold", "split_sentences", "splits", "tokenize", "unmarked"]
