"""The scorer of section 4 of the contract, and the gate that holds what was reached.

Takes articles of gold and `article/1` records; knows no stage of the pipeline.
"""

from pipeline.evaluate.files import GoldError
from pipeline.evaluate.gate import GateError, check, raise_floors
from pipeline.evaluate.gold import read_gold
from pipeline.evaluate.model import GoldArticle, GoldFact
from pipeline.evaluate.records import Extract, as_record, extract_all, read_run
from pipeline.evaluate.report import as_json, miss_lines, print_scores, tables
from pipeline.evaluate.result import MEASURES, Measure, Miss, Scores
from pipeline.evaluate.score import score, score_article
from pipeline.evaluate.stats import Score

__all__ = [
    "MEASURES",
    "Extract",
    "GateError",
    "GoldArticle",
    "GoldError",
    "GoldFact",
    "Measure",
    "Miss",
    "Score",
    "Scores",
    "as_json",
    "as_record",
    "check",
    "extract_all",
    "miss_lines",
    "print_scores",
    "raise_floors",
    "read_gold",
    "read_run",
    "score",
    "score_article",
    "tables",
]
