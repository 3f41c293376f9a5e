"""Known names: exact spans in every kind of surroundings."""

from __future__ import annotations

import pytest
from marked_mentions import unmark

SPANS = [
    # proclitics stay outside
    "عاد {تلغرام|telegram} إلى العمل.",
    "عاد واتسابنا و{تلغرام|telegram} إلى العمل.",
    "انتقلوا ل{تلغرام|telegram} سريعا.",
    "دخلوا ب{تلغرام|telegram} ليلا.",
    "تطبيق شهير ك{تلغرام|telegram} لا يغيب.",
    "اختفى ف{تلغرام|telegram} لا يفتح.",
    "انضموا ول{تلغرام|telegram} نصيب منهم.",
    "انقطع ال{إنترنت|x} اليوم.".replace("{إنترنت|x}", "إنترنت"),
    "وصلوا لـ{تلغرام|telegram} ليلا.",
    "وصلوا لـ«{تلغرام|telegram}» ليلا.",
    "منافس آخر ل {WhatsApp|whatsapp} ظهر.",
    # the article stays where it is part of the written name, not in لل
    "شكا رواد {الفيسبوك|facebook} من بطئه.",
    "شكا رواد {الفيس بوك|facebook} من بطئه.",
    "لجأوا إلى {التلغرام|telegram} ليلا.",
    "رجعوا لل{فيسبوك|facebook} صباحا.",
    "رجعوا لل{تلغرام|telegram} صباحا.",
    "قال مصدر لل{جزيرة|aljazeera} إن العطل انتهى.",
    "ذكرت {الجزيرة|aljazeera} الخبر.",
    "سافروا إلى {الكويت|kuwait} أمس.",
    # joined, spaced, hyphenated, with tatweel or diacritics
    "تعطل {فيس بوك|facebook} ليلا.",
    "تعطل {فيس-بوك|facebook} ليلا.",
    "تعطل {فيســبوك|facebook} ليلا.",
    "تعطل {فِيسْبُوك|facebook} ليلا.",
    "تعطل {واتس آب|whatsapp} ليلا.",
    # hamza and yeh variants
    "تعطل {انستغرام|instagram} ليلا.",
    "تعطل {أنستجرام|instagram} ليلا.",
    # the longest name wins
    "نقلت {نيويورك تايمز|nyt} الخبر.",
    "هبطت في {نيويورك|new-york} طائرة.",
    "ظهر {فيسبوك ماسنجر|messenger} من جديد.",
    "قالت شبكة {فوكس نيوز|fox-news} ذلك.",
    # all kinds of quotation marks and brackets
    'تعطل "{تلغرام|telegram}" ليلا.',
    "تعطل “{تلغرام|telegram}” ليلا.",
    "تعطل ”{تلغرام|telegram}“ ليلا.",
    "تعطل «{تلغرام|telegram}» ليلا.",
    "تعطل '{تلغرام|telegram}' ليلا.",
    "تعطل ‹{تلغرام|telegram}› ليلا.",
    "تعطل ({تلغرام|telegram}) ليلا.",
    "تعطل [{تلغرام|telegram}] ليلا.",
    "اجتذب تطبيق”{تلغرام|telegram}” كثيرين.",
    "كتبوا إلى +{تلغرام|telegram}+ شكرا.",
    # Latin, any case, beside Arabic letters
    "تعطل {Telegram|telegram} ليلا.",
    "تعطل {TELEGRAM|telegram} ليلا.",
    "تعطل و{WhatsApp|whatsapp} ليلا.",
    "موقع “{CNN|cnn}“ ذكر ذلك.",
    "“{تلغرام|telegram}” ({Telegram|telegram})",
    "رصد {Down detector|downdetector} الأعطال.",
    "ردت {McDonald’s|mcdonalds} بمزاح.",
    # generic nouns stay outside, also where the alias has them
    "شركة {تسلا|tesla} أعلنت.",
    "تطبيق {سيغنال|signal} شهد عطلا.",
    "على منصة {إكس|twitter} اليوم.",
    "سأل مراسل {الجزيرة|aljazeera} عن ذلك.",
    # lists
    "منصات ({إنستغرام|instagram}، {واتساب|whatsapp}، {فيسبوك|facebook}، {ماسنجر|messenger}) توقفت.",
    "في {الدار البيضاء|casablanca} و{برلين|berlin} و{مصر|egypt}.",
    # hashtags are names, addresses and handles are not
    "تصدر وسم #{فيسبوك|facebook} القائمة.",
    "https://twitter.com/Twitter/status/1445078208190291973",
    "كتب @Facebook شيئا.",
    # a name does not run over a line end
    "واتس\nاب",
]


@pytest.mark.parametrize("marked", SPANS)
def test_span(marked: str, names) -> None:
    text, marks = unmark(marked)
    assert names(text) == marks


NEGATIVE = [
    "الإبل في المرعى.",
    "اللغة العربية جميلة.",
    "الدول العربية اجتمعت.",
    "شركة التعدين العربية السعودية ربحت.",
    "الصحف العربية كتبت.",
    "قالت وكالة الأنباء الإماراتية ذلك.",
    "حضر زين إلى الدار.",
    "ما زين هذا اليوم.",
    "الإكس مجهول في المعادلة.",
    "المتغير إكس مجهول.",
    "كان تيم طفلا صغيرا.",
    "توقف دون سابق إنذار.",
    "سار بدون توقف.",
    "يبدأ البث في العاشرة بتوقيت الكويت.",
    "انتهى العطل فجرا بتوقيت مكة المكرمة.",
    "تعود الخدمة ظهرا بتوقيت الدار البيضاء.",
    "مبنى محافظة بابل وسط المدينة.",
    "دعا ميشيل سلوتكين إلى العشاء.",
    "في أبريل (زين) الماضي.",
    "أحبطت القوات السعودية الهجوم.",
    "البورصة السعودية ارتفعت.",
    "طالب كسول لا يدرس.",
    "أصبح لاعبا تركيًا سابقا.",
    "عاد ميتًا إلى بيته.",
    "جدة الطفل بكت.",
    "عاد إلى وسط المدينة.",
    "حضرت ميشيل أوباما الحفل.",
    "انتهى الأمر.",
    "",
]


@pytest.mark.parametrize("text", NEGATIVE)
def test_no_known_name(text: str, read) -> None:
    assert [m for m in read(text).mentions if m.ref.kb] == []


SUPPORTED = [
    ("شركة {زين|zain} أعلنت.", "support.head"),
    ("قناة {العربية|alarabiya} بثت الخبر.", "support.head"),
    ("مجلة {تايم|time-magazine} اختارته.", "support.head"),
    ("قالت «{زين|zain}» ذلك.", "support.quoted"),
    ("علمت “{العربية|alarabiya}” بالأمر.", "support.quoted"),
    ("خفضت {زين|zain} ({Zain|zain}) أسعارها.", "support.bracket"),
    ("أعلنت {أوريدو|ooredoo} و{زين|zain} عن عطل.", "support.list"),
    ("أعلنت {زين|zain} و{إس تي سي|stc} عن عطل.", "support.list"),
    ("تعطل {Signal|signal} ليلا.", "support.latin"),
    ("تأثر {X|twitter} و{Telegram|telegram} أمس.", "support.list"),
    ("انقطع الكابل قرب {جدة|jeddah} ليلا.", "support.place"),
    ("وغردت {زين|zain}: «نحن هنا».", "support.speaks"),
    ("فكتبت {زين|zain} لعملائها: «نحن هنا».", "support.speaks"),
    ("ردت {تويتر|twitter} و{أمازون|amazon} و{ستارباكس|starbucks}، و{أليكسا|alexa} أيضا.", "support.list"),
]


@pytest.mark.parametrize(("marked", "rule"), SUPPORTED)
def test_ambiguous_alias_with_support(marked: str, rule: str, read, names) -> None:
    text, marks = unmark(marked)
    assert names(text) == marks
    assert rule in {m.rule for m in read(text).mentions}


def test_a_man_who_speaks_is_no_firm(names) -> None:
    assert "zain" not in {meant for _, _, meant in names("وكتب زين لأصدقائه: «نحن هنا».")}


def test_a_supported_name_supports_the_others(names) -> None:
    text, marks = unmark("أعلنت شركة {زين|zain} عن عطل. وقالت {زين|zain} إنه انتهى.")
    assert names(text) == marks


SENSES = [
    "سافر إلى {الشرق الأوسط|middle-east} أمس.",
    "ذكرت صحيفة {الشرق الأوسط|asharq-alawsat} الخبر.",
    "وقال المصدر لـ«{الشرق الأوسط|asharq-alawsat}» إن العطل انتهى.",
    "شبكات {مصر|egypt} و{الشرق الأوسط|middle-east} لم تتأثر.",
]


@pytest.mark.parametrize("marked", SENSES)
def test_name_of_two_entities(marked: str, names) -> None:
    text, marks = unmark(marked)
    assert names(text) == marks


def test_everyday_word_is_not_supported_by_the_name_elsewhere(names) -> None:
    text, marks = unmark("زار {المدينة المنورة|medina} ثم عاد من المدينة إلى القرية.")
    assert names(text) == marks


def test_country_after_a_preposition_or_at_the_start(names) -> None:
    text, marks = unmark("{السعودية|saudi-arabia} نفت. سافر إلى {السعودية|saudi-arabia} ومن {السعودية|saudi-arabia}.")
    assert names(text) == marks


def test_surname_of_a_known_person(names) -> None:
    text, marks = unmark("قال {أوباما|barack-obama} ذلك، و{أوباما|barack-obama} رئيس سابق.")
    assert names(text) == marks
