"""Which act a speech performs: told by its verb, by a noun beside the verb, by its words, by who speaks."""

from __future__ import annotations

from itertools import pairwise

from pipeline.document import Ref
from pipeline.facts.analysis import Analysis
from pipeline.facts.channels import channel_of
from pipeline.facts.efforts import at_work
from pipeline.facts.participants import Participants
from pipeline.facts.speakers import BY_SAYING, complementizers, main_verb
from pipeline.facts.speech import Speech
from pipeline.facts.verbs import frame_of, is_participle
from pipeline.text import splits

ACTS = ("apology", "compensation", "denial", "warning", "advice", "criticism", "acknowledgement")
"""Acts that words of their own show, in the order in which they are looked for."""
_WORDED = {
    "denial": ("denial",),
    "warning": ("warning", "danger"),
    "advice": ("advice", "ought"),
    "compensation": ("compensation", "waiver"),
    "criticism": ("criticism", "fault"),
}
"""The classes of words that show an act; an act that is not listed has the class of its name."""
_ACTS_OF = {
    "competitor": ("apology", "denial", "acknowledgement", "compensation", "criticism"),
    "brand": ("apology", "denial", "acknowledgement", "compensation", "criticism"),
    "person": ("apology", "denial", "criticism", "advice", "warning"),
    "observer": ("warning", "advice", "criticism", "denial"),
    "expert": ("warning", "advice", "criticism"),
    "authority": ("warning", "advice", "criticism", "denial", "apology", "compensation"),
}
"""The worded acts that each relation performs: a brand that `calls upon` its fans is joking."""
_DEFAULT = {
    "competitor": "banter",
    "brand": "banter",
    "observer": "assessment",
    "expert": "assessment",
    "authority": "announcement",
}
LEAD = 10
"""Tokens before a verb in its clause that may still name the act: `اعتذارا صريحا قال فيه`."""
ACT_REACH = 8
"""Tokens between a verb and its words that may still name the act."""
_CONCESSIONS = ("الرغم", "رغم", "العكس", "الاقل", "الارجح", "الاغلب", "الاطلاق", "اتصال", "تواصل", "علم", "درايه",
    "يقين", "وشك", "استعداد", "ثقه", "قناعه", "اطلاع", "صواب", "حق", "صله", "راس", "غرار", "ضوء", "مدار")  # fmt: skip
"""Nouns behind `على` that make no obligation of it."""
_YEARS = ("سنة", "سنو", "سنت", "سنه")
"""What begins like a verb in the first person of the future and is none."""
FUTURE = 4
"""Letters that a verb in the future has at least."""
_NOT_FUTURE = ("سيا", "سيب", "سير", "سيد", "سين", "سيل", "ستي", "سته", "ستا", "ستو", "سنه", "سنو", "سنت", "سني")
"""Nouns that begin like one: `سياسة`, `سيبراني`, `سيرفر`, `ستين`, `سنوات`."""
_ASSURING = ("مؤكد", "مشدد", "جازم", "موضح")
"""Participles behind a denial that go on denying: `نفى ..، مؤكدا أن ..`."""
_CAREFULLY = ("ببطء", "بتان", "بهدوء", "بصبر")
"""Before `وحذر` these make it a manner: `نعود ببطء وحذر`."""
HARM = 5
"""Tokens from what a firm has to the harm that it did not take."""
_WORKS = ("عمل", "ستجب", "صمد", "تحمل", "شتغل", "عد", "ستطع", "تمكن", "قدر", "نجح", "ستوعب", "فلح", "كتمل", "كف", "كن")
"""Verbs that were not done where something failed: `الأنظمة لم تعمل` is no denial."""
_NETWORKS = ("cdn", "cloud", "security", "monitor", "research")
"""Sectors whose people are asked what happened."""


def act_of(analysis: Analysis, who: Participants, speech: Speech, ref: Ref, own: bool = False) -> str | None:
    """Return the act of a speech, None where it is no statement.

    `own`: whether a person holds an office of the provider and speaks for it (`الرئيس التنفيذي للشركة X`).
    """
    relation = who.relation(ref)
    side = "provider" if own else side_of(analysis, who, ref, relation)
    told = _of_verb(analysis, speech)
    if told in ("advice", "warning") and side in ("brand", "competitor") and speech.direct:
        told = None
    if told == "guess":
        return "assessment" if speech.direct and relation in ("expert", "observer") else None
    if told == "denial" and relation in ("expert", "observer") and _supposes(analysis, speech):
        return "assessment"
    if told is not None and told != "judge":
        return told
    if side in ("brand", "competitor") and speech.direct and analysis.has(speech.first, speech.last, "wish"):
        return "banter"
    acts = _ACTS_OF.get(side or "", ACTS)
    for act in ACTS:
        if act in acts and _shows(analysis, speech, act, side, relation):
            return act
    if told is None and side in ("brand", "competitor") and _reassures(analysis, speech):
        return "announcement"
    if told == "judge":
        return _view(analysis, speech, ref, relation)
    if _likens(analysis, speech):
        return _of_likeness(analysis, ref, relation)
    return _by_relation(analysis, who, speech, ref, relation)


def _likens(analysis: Analysis, speech: Speech) -> bool:
    """`كما لو أن أحدا سحب الكابلات`, `الأمر أشبه بإجازة`: a picture in words."""
    ahead = speech.verb.last <= speech.first and speech.first - speech.verb.last <= ACT_REACH
    return analysis.has(speech.verb.last if ahead else speech.first, speech.last, "likeness")


def _of_likeness(analysis: Analysis, ref: Ref, relation: str | None) -> str | None:
    """Who knows networks shows by a picture what happened; whoever else draws one is not quite serious."""
    networks = relation in ("observer", "expert") or analysis.sector(ref) in _NETWORKS or _knows_networks(analysis, ref)
    return "assessment" if networks and relation != "provider" else "banter"


def _supposes(analysis: Analysis, speech: Speech) -> bool:
    """`يستبعد الخبير أن ..`: for who only watches it is a view."""
    return "ستبعد" in analysis.tokens[speech.verb.first].text


def _reassures(analysis: Analysis, speech: Speech) -> bool:
    """`طمأنت الشركة ركابها إلى أن ..`: who stands beside the outage calms its own customers."""
    main = main_verb(analysis, speech.verb)
    return any("طم" in analysis.tokens[verb.first].text for verb in (speech.verb, main) if verb is not None)


def _promises(analysis: Analysis, speech: Speech) -> bool:
    """`سأصدر غدا أمرا ..`, `سنعيد ..`: quoted words in the first person of the future."""
    words = [token.span.cut(analysis.doc.text) for token in analysis.tokens[speech.first : speech.first + 3]]
    return speech.direct and any(word.startswith(("سأ", "سن")) and not word.startswith(_YEARS) for word in words)


def _tells_future(analysis: Analysis, speech: Speech) -> bool:
    """`المراكز ستستبدل قبل نهاية العام`: who answers for something says what will be."""
    words = [token.text for token in analysis.tokens[speech.first : speech.last]]
    return any(
        word.startswith(("سي", "ست", "سن")) and len(word) > FUTURE and not word.startswith(_NOT_FUTURE)
        for word in words
    )


def _of_verb(analysis: Analysis, speech: Speech) -> str | None:
    """The act of the verb, of a participle behind it (`كتبت ساخرة`), or of the verb before it (`عاتبت X قائلة`)."""
    verb = speech.verb
    if verb.first >= verb.last or verb.cls not in ("say", "estimate"):
        return None
    reach = speech.first if 0 < speech.first - verb.last <= ACT_REACH else verb.last
    manner = [i for i in range(verb.first + 1, reach) if is_participle(analysis.tokens[i].text)]
    main = main_verb(analysis, verb)
    text = analysis.tokens[verb.first].text
    if main is not None and not _is_its_manner(analysis, main.first, verb.first, text):
        main = None
    for index in (*manner, verb.first, *([main.first] if main else [])):
        frame = frame_of(analysis.tokens[index].text)
        if frame is not None and frame.act is not None and not analysis.is_named(index):
            return frame.act
    return None


def _is_its_manner(analysis: Analysis, main: int, participle: int, text: str) -> bool:
    """Whether a participle does what its finite verb does: `عاتبت X قائلة`, `نفى .. مؤكدا`."""
    if "قائل" in text or text in BY_SAYING:
        return not any(complementizers(t.text) for t in analysis.tokens[main + 1 : participle])
    return any(stem in text for stem in _ASSURING) and _denies(analysis, main)


def _denies(analysis: Analysis, index: int) -> bool:
    frame = frame_of(analysis.tokens[index].text)
    return frame is not None and frame.act == "denial"


def _shows(analysis: Analysis, speech: Speech, act: str, side: str | None, relation: str | None) -> bool:
    """Whether the words, or what leads to them, show an act."""
    classes = _WORDED.get(act, (act,))
    if act == "compensation" and analysis.has(speech.verb.first, speech.last, "demand"):
        return False
    if act == "criticism" and side in ("provider", "brand", "competitor"):
        classes = ("criticism",)
    if act == "acknowledgement" and side in ("brand", "competitor") and not _troubled(analysis, speech):
        return False
    if act == "denial" and side in ("brand", "competitor", "authority") and _is_steady(analysis, speech):
        return True
    plays = act == "criticism" and side in ("brand", "competitor") and speech.direct
    if not plays and _has(analysis, speech, classes):
        return True
    if act == "acknowledgement" and at_work(analysis, speech.first, speech.last):
        return True
    if analysis.has(*_lead(analysis, speech), act):
        return True
    if act == "advice":
        return _obliges(analysis, speech)
    return act == "denial" and relation not in ("observer", "expert") and _unharmed(analysis, speech)


def _has(analysis: Analysis, speech: Speech, classes: tuple[str, ...]) -> bool:
    """Whether words of some classes are among those spoken; `ببطء وحذر` warns nobody."""
    return any(
        not (hit.cls == "warning" and hit.first and analysis.tokens[hit.first - 1].text in _CAREFULLY)
        and not (hit.pos == "v" and _is_counted(analysis, hit.first))
        for hit in analysis.find(speech.first, speech.last, *classes)
    )


def _is_counted(analysis: Analysis, index: int) -> bool:
    """`700 ألف طالب`: behind a number stands what is counted, no verb."""
    return any(place.first < index <= place.last for place in analysis.quantities_in(index - 4, index + 1))


def _is_steady(analysis: Analysis, speech: Speech) -> bool:
    """`خدماتها مستقرة`, `رحلاتها في مواعيدها`: who stands beside the outage was not hit; what is back was.

    A brand that says so of other things than it runs is joking: `الخلطة السرية آمنة`.
    """
    words = speech.first, speech.last
    runs = not speech.direct or analysis.has(*words, "asset")
    again = (hit for hit in analysis.find(*words, "restore") if not _is_always(analysis, hit.first))
    return runs and analysis.has(*words, "steady") and next(again, None) is None


def _is_always(analysis: Analysis, index: int) -> bool:
    """`شبكتها تعمل كالمعتاد`: to go on as always is no return, as `عادت تعمل ..` is."""
    before = analysis.tokens[index - 1].text if index else ""
    working = any(split.stem[1:] in ("عمل", "شتغل") for split in splits(analysis.tokens[index].text))
    return working and not any(split.stem.startswith(("عاد", "تعود", "يعود")) for split in splits(before))


def _troubled(analysis: Analysis, speech: Speech) -> bool:
    """Whether words tell of trouble: who stands beside the outage knows of other things too."""
    return analysis.has(speech.first, speech.last, "trouble", "stop", "slow", "suffer", "possible", "astray")


def _lead(analysis: Analysis, speech: Speech) -> tuple[int, int]:
    """The verb and what stands around it in its clause: `أعربت عن أسفها «..»`, `اعتذارا قال فيه: «..»`."""
    near = 0 < speech.first - speech.verb.last <= ACT_REACH + LEAD
    clause = analysis.clause_at(speech.verb.first)
    noun = any("فيه" in token.text for token in analysis.tokens[speech.verb.last : speech.verb.last + 2])
    first = max(clause.first, speech.verb.first - LEAD) if noun else speech.verb.first
    return first, speech.first if near else speech.verb.last


def _obliges(analysis: Analysis, speech: Speech) -> bool:
    """`إن على المنصة أن ..`, `أن على المستخدمين تفعيل ..`: words that begin with an obligation."""
    words = [token.text for token in analysis.tokens[speech.first : speech.first + 2]]
    return len(words) > 1 and words[0] in ("علي", "وعلي") and words[1] not in _CONCESSIONS


def _unharmed(analysis: Analysis, speech: Speech) -> bool:
    """`شبكتها لم تنقطع`, `بيانات المشتركين لم يمسها سوء`: what the speaker has took no harm."""
    for hit in analysis.find(speech.first, min(speech.last, speech.first + HARM), "asset"):
        behind = [token.text for token in analysis.tokens[hit.last : min(speech.last, hit.last + HARM + 1)]]
        if any(one in ("لم", "ليست", "ليس") and not other.endswith(_WORKS) for one, other in pairwise(behind)):
            return True
    return False


def side_of(analysis: Analysis, who: Participants, ref: Ref, relation: str | None) -> str | None:
    """A person acts as the firm does that he is known for: a founder of a competitor like the competitor."""
    firm = analysis.operator(ref) if relation == "person" else None
    return who.relation(firm) if firm is not None else relation


def _as_its_firm(analysis: Analysis, who: Participants, ref: Ref, relation: str | None) -> str | None:
    """The founder of a monitor judges like the monitor, the spokesman of an authority announces like it."""
    side = side_of(analysis, who, ref, relation)
    return side if relation == "person" and side in ("observer", "authority") else relation


def _titled(analysis: Analysis, ref: Ref, cls: str) -> bool:
    """Whether a word of a class stands beside one of the names of a person: `النائبة X`, `الفنانة Y`."""
    return any(
        analysis.has(max(place.first - 8, analysis.sentence_of(place.first)[0]), place.last + 4, cls)
        for place in analysis.of_entity(ref.key)
        if place.it.form == "name"
    )


def _view(analysis: Analysis, speech: Speech, ref: Ref, relation: str | None) -> str | None:
    """A judging verb: experts assess, those who answer for the public criticise, the provider explains itself."""
    if ref.type == "person" and _titled(analysis, ref, "politician"):
        return "criticism"
    if ref.type == "person" and _titled(analysis, ref, "entertainer"):
        return "banter"
    if relation in ("expert", "observer", "person", "authority") or analysis.has(
        speech.first, speech.last, "assessment"
    ):
        return "assessment"
    if relation == "provider":
        return "assessment" if ref.type == "person" and speech.direct else None
    return None


def _by_relation(analysis: Analysis, who: Participants, speech: Speech, ref: Ref, relation: str | None) -> str | None:
    if speech.inherited and not speech.direct:
        return None
    relation = _as_its_firm(analysis, who, ref, relation)
    start, _ = analysis.sentence_of(speech.verb.first)
    playful = analysis.has(start, speech.first, "tweet", "reply", "banter", "account") or writes(analysis, speech)
    if relation == "authority" and ref.type == "person":
        spoken_for = analysis.has(max(speech.verb.first - 4, start), speech.first, "announcement_only")
        settled = (spoken_for and speech.direct) or _announces(analysis, speech) or _tells_future(analysis, speech)
        return "announcement" if settled else "assessment"
    if relation == "person":
        return _of_person(analysis, who, speech, ref, playful)
    if relation == "observer" and not speech.direct:
        return "assessment" if analysis.has(speech.first, speech.last, "assessment") else None
    if relation in ("brand", "competitor"):
        if analysis.has(speech.first, speech.last, "asset") and analysis.has(speech.first, speech.last, "safe"):
            return "announcement"
        return _of_firm(analysis, who, speech, playful)
    if relation in ("provider", "observer") and analysis.has(speech.first, speech.last, "assessment"):
        return "assessment"
    if relation == "provider" and _promises(analysis, speech):
        return "announcement"
    if relation == "provider" and ref.type == "service" and speech.direct:
        joking = analysis.has(start, speech.first, "reply", "banter")
        return "banter" if joking or analysis.has(speech.first, speech.last, "picture") else None
    if relation == "authority" and not speech.direct and not _announces(analysis, speech):
        return None
    return _DEFAULT.get(relation or "")


def _announces(analysis: Analysis, speech: Speech) -> bool:
    """Whether the verb says that something will be done or is settled: what a body merely reports is no act."""
    return analysis.has(speech.verb.first, speech.verb.last, "announcement", "decide")


def _of_person(analysis: Analysis, who: Participants, speech: Speech, ref: Ref, playful: bool) -> str | None:
    """Known persons joke in a post, speak for their firm or judge; of the others their title tells."""
    if _titled(analysis, ref, "entertainer"):
        return "banter"
    if ref.key in who.former and speech.direct:
        return "criticism"
    if _promises(analysis, speech):
        return "announcement"
    if playful and (ref.kb is not None or (speech.direct and channel_of(analysis, speech) is not None)):
        if _titled(analysis, ref, "politician"):
            return "criticism"
        return "assessment" if _knows_networks(analysis, ref) else "banter"
    if not speech.direct:
        return None
    if _titled(analysis, ref, "politician"):
        return "criticism"
    if ref.kb is None:
        return None
    words = speech.first, speech.last
    if analysis.has(*words, "view"):
        return "assessment"
    if side_of(analysis, who, ref, "person") == "competitor" and analysis.has(*words, "greeting", "wish", "banter"):
        return "banter"
    firm = analysis.operator(ref)
    if firm is None and speech.verb.cls == "say" and analysis.tokens[speech.verb.first].text == ":":
        # `إليسا: «أخيرا ..»`: who is known for himself, in a list of what was posted.
        return "banter"
    speaks_for_it = firm is not None and firm.type in ("company", "service") and not who.is_observer(firm)
    speaks_for_it = speaks_for_it and not _knows_networks(analysis, ref)
    return "announcement" if speaks_for_it else "assessment"


def _knows_networks(analysis: Analysis, ref: Ref) -> bool:
    """Whether a person's firm runs or watches networks: a post of his explains and does not joke."""
    firm = analysis.operator(ref)
    return firm is not None and analysis.sector(firm) in _NETWORKS


def _of_firm(analysis: Analysis, who: Participants, speech: Speech, playful: bool) -> str | None:
    """Firms beside the outage joke; where others run on what stopped, only in a post."""
    if not speech.direct:
        start, _ = analysis.sentence_of(speech.verb.first)
        joking = analysis.has(start, speech.first, "tweet", "reply", "banter") or writes(analysis, speech)
        quoting = any(quote.speech for quote in analysis.quotes_in(speech.first, speech.last))
        return "banter" if joking or (quoting and not who.infrastructure) else None
    return "banter" if playful or not who.infrastructure else None


def writes(analysis: Analysis, speech: Speech) -> bool:
    """Whether the verb is one of writing."""
    text = analysis.tokens[speech.verb.first].text
    return "كتب" in text or "غرد" in text
