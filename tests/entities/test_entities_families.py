"""Families of misses on articles that the rules had not seen: quoted institutions, titles, support, places."""

from __future__ import annotations

import pytest
from marked_mentions import unmark

INSTITUTIONS = [
    "استعاد «{بنك اللؤلؤ|~company}» خدماته.",
    "ولم يفوت «{مصرف نخلة|~company}» الرقمي الفرصة.",
    'قدم "{مطعم بطاطا ستيشن|~company}" وجبة مجانية.',
    "نصحت «{جامعة المستقبل|~organization}» طلابها بالصبر.",
    "أجل «{مستشفى الأمل|~organization}» المواعيد.",
    "هبط سهم «{بنك اللؤلؤ|~company}» أمس.",
    # again, without marks and behind proclitics
    "استعاد «{بنك اللؤلؤ|~company}» خدماته. وشكر الناس ل{بنك اللؤلؤ|~company} صبره.",
    "أعلنت شركة {Parametrix|~company} الرقم. وكانت {Parametrix|~company} حذرة.",
    # the noun of a firm or an app stays outside
    "نزل تطبيق «{لؤلؤ موبايل|~service}» أمس.",
    "مددت الفترة للعبة «{مونستر هنتر|~service}» يوما.",
    # by its trade
    "قدرت وكالة «{ريبوت|~company}» للتسويق الخسائر.",
    "ذكرت وكالة «{ريبوت|~media}» الخبر.",
    # a driver at a platform is no quotation of it
    "وقال سائق بمنصة “{يسير|~service}” إن العطب لم يمس عمله.",
    "ونقل موقع “{يسير|~media}” الخبر.",
    "مرساة السفينة «{روبيمار|~other}» قطعت الكابلات.",
    "ملف تالف في نظام «{نوتام|~other}» أوقف الرحلات.",
    "بموجب نظام الكفالات «الملغى» أمس.",
    # an office held there
    "يقول {مايك بيترز|~person}، الرئيس التنفيذي لـ«{هانتنغتون|~company}»، ذلك.",
    "يقول {سامي الحداد|~person}، محلل الأسواق لدى {مرساة للأوراق المالية|~company}، ذلك.",
    "قالت {سلمى العطار|~person}، مديرة التسويق في وكالة {رمش ديجيتال|~company}، ذلك.",
    "يرد {سامي الحداد|~person}، مدير العمليات في تطبيق {درب|~service}: «نخسر».",
    "ونصح {سامي الحداد|~person}، محرر شؤون الهواتف في موقع {تك زون|~media}، القراء.",
    "يقول {سامي الحداد|~person}، خبير في أمن معلومات، ذلك.",
    "يقول {سامي الحداد|~person}، مدير العمليات في الشركة، ذلك.",
    # a club that is called by an everyday word, in a text about the game
    "زينت الجماهير المدرجات، وكتب حساب {الهلال|~organization} نكتة. ورد {النصر|~organization} عليه.",
    "زينت الجماهير المدرجات بعد قرار الاتحاد الآسيوي. ونقلت جريدة النصر الخبر.",
    "ظهر الهلال فوق الجبل، وكان النصر قريبا.",
    # a longer quoted name than the one that is known
    'في مقابلة مع قناة "{فوكس بزنس|~media}" مساء.',
    # places and bodies without marks
    "حريق في {سنترال رمسيس|~place} أمس.",
    "في سنترال واحد أمس.",
    "لم تحدد {النيابة العامة|~organization} السبب.",
    "أعلنت {اللجنة الوطنية لمراقبة حماية المعطيات ذات الطابع الشخصي|~organization} ذلك.",
    "نقلوا إلى {مستشفى الملك خالد|~organization} أمس.",
    "نقلوا إلى {مستشفى الملك عبد العزيز|~organization} أمس.",
    "يقول أستاذ في {جامعة كورنيل|~organization} ذلك.",
    "في جامعة أخرى وفي جامعة حكومية.",
    "هبطت في {مطار برلين الدولي|~place} طائرة.",
    "تضررت {هيئة السكك الحديدية|~organization} أيضا.",
    # what such a body is for has an adjective of its own, or is two things
    "نبهت {هيئة الأمن السيبراني|~organization} الناس.",
    "أرسلت {وزارة الانتقال الرقمي|~organization} بيانا.",
    "قطعت {هيئة الكهرباء والماء|~organization} التيار.",
    # whom a body unites
    "احتجت {نقابة أصحاب المقاهي والمطاعم|~organization} أمس.",
    "هدد {اتحاد وكلاء التخليص|~organization} بالإضراب.",
    "انتقد {مرصد حقوق الزبون|~organization} الشركة.",
    "طالبت {جمعية التجار الرقميين|~organization} بتعويض.",
    "أعفت {مصلحة الضرائب|~organization} المتأخرين.",
    # the police of a town
    "نبهت {شرطة السعودية|~organization} السائقين.",
]


@pytest.mark.parametrize("marked", INSTITUTIONS)
def test_institution(marked: str, names) -> None:
    text, marks = unmark(marked)
    assert names(text) == marks


PEOPLE = [
    "وقال {نيك روكويل|~person}، كبير نواب رئيس الشركة، إن العطل انتهى.",
    "ونفت المنسقة الوطنية للأمن في أستراليا {ميشيل ماكغينيس|~person} ذلك.",
    "وفق رئيسها التنفيذي {سالم الدويلة|~person} .",
    "حسب وزيرة التربية الوطنية {نورية بن غبريط|~person}، يمنع الغش.",
    "عن خبير أمن المعلومات {راجيف مينون|~person} استبعاده ذلك.",
    "وقدم {سلطان الكعبي|~person}، الرئيس التنفيذي للبنك، اعتذارا.",
    "قال {عبد الله السبيعي|~person} ذلك.",
    "صرح الدكتور {عبد الرحمن بن حمد الداود|~person} بذلك.",
    "وقال وزير الدولة {فيصل بن فهد بن مساعد بن سعود بن عبد العزيز|~person} ذلك.",
    # no name on any list: framed on both sides
    "وقالت {دانيلي بيل|~person}، مديرة المهمة، ذلك.",
    "واعتبر الدكتور {ذيب العبدلي|~person}، أستاذ الاقتصاد، ذلك.",
    "وقال البروفيسور {يوسي حايك|~person} إن الحالة مستقرة.",
    # three parts, the end is marked
    "وقال {عادل سراج مرداد|~person}، رئيس القسم، ذلك.",
    # the house of a title is a definite noun before the name
    "وقال المدير العام للهيئة {فيليب كونتي|~person}: «انتهى العطل».",
    # names of several parts, and the verb after a name
    "وتقول {سلمى حاج التوم|~person}، رئيسة الفريق، ذلك.",
    "قالت {رنا العطار|~person} تجيب: «نعم».",
    # words that are names too
    "لم ير بعضهم أسماء معارفه في القائمة.",
    "نقل إلى مكتب رئيس الوزراء دون تفسير لذلك.",
    "في متنزه الملك عبدالله البيئي مهرجان.",
    "وقال مصدر مسؤول، رئيس لجنة، ذلك.",
    "وقال الوزير قبل ساعات إن العطل انتهى.",
    "وأكد المتحدث باسم الهيئة ذلك.",
    "الملك سلمان صافح الضيوف.",
]


@pytest.mark.parametrize("marked", PEOPLE)
def test_person(marked: str, names) -> None:
    text, marks = unmark(marked)
    assert names(text) == marks


SUPPORT = [
    "المصدر: {العربية|alarabiya} + وكالات",
    "يتحدث العربية في البيت.",
    "بحسب تغريدة لحساب الشركة على {إكس|twitter}، انتهى العطل.",
    "وضع علامة على إكس في الورقة.",
    "ذكر مراسل {العربية|alarabiya} الخبر.",
    "استهدف المؤسسة العربية أمس.",
    "انقطع الكابل في {جدة|jeddah} غرب {السعودية|saudi-arabia}.",
    "وسبق ل{فيسبوك|facebook} أن عرف عطبا مماثلا.",
    "وسبق ل{فيسبوك|meta} أن أعلنت ذلك.",
]


@pytest.mark.parametrize("marked", SUPPORT)
def test_support(marked: str, names) -> None:
    text, marks = unmark(marked)
    assert names(text) == marks


POINTERS = [
    # titles of someone who is named after them
    "اعتذر مارك زوكربرغ. إلا أن المحلل المالي بشركة «النيل للسمسرة» هشام الجيار نبه إلى ذلك.",
    "اعتذر مارك زوكربرغ. وقال المحلل دان إيفز ذلك.",
    "اعتذر مارك زوكربرغ. وأكد الخبير الأمني رامي عواد ذلك.",
    "قالت سارة عبد الرحمن، وزيرة الصحة، ذلك. وأضافت الوزيرة ميشيل رولاند أن العطل انتهى.",
    "قال المتحدث آندي ستون ذلك. وقال المتحدث الرسمي كريم فتحي غير ذلك.",
    # a title points at who bears it, not at anybody
    "وقال الدكتور عمرو طلعت، وزير الاتصالات، ذلك. وقدم {الوزير|~person} اعتذاره.",
    "اعتذر مارك زوكربرغ. ثم قدم الوزير بيانا.",
    "اعتذر مارك زوكربرغ. ثم شرح الخبير السبب.",
    "أكد الخبير رامي عواد ذلك. وحذر {الخبير|~person} من المزيد.",
    "اعتذر مارك زوكربرغ. ونبه الجهات المسؤولة إلى ذلك.",
    # itself: what was named last
    "تعطل فيسبوك وفيسبوك وواتساب، وحمل الناس المزاح إلى تويتر. وكانت {المنصة|twitter} نفسها قد بدأت.",
    "صعد تطبيق تلغرام. ولم يسلم {التطبيق|telegram} نفسه من الأعطال.",
    "توقف تطبيق «لؤلؤ موبايل» أمس. وكتب البنك على منصة إكس. وكان {التطبيق|~service} نفسه قد توقف.",
    "تعطل فيسبوك. وقالت شركة مايكروسوفت ذلك، بحسب {الشركة|microsoft} ذاتها.",
    # a firm that is named by the way is not the one that the article is about
    "تعطل فيسبوك وإنستغرام. وبحسب شركة أوريدو زاد الطلب. واعتذرت {الشركة|meta} للناس.",
    "تعطل فيسبوك وإنستغرام. يقول رامي عواد، المحلل في شركة مايكروسوفت، إن {الشركة|meta} أخطأت.",
    "تعطل فيسبوك وإنستغرام. مزح حساب ماكدونالدز مع شركة ستارباكس. ولم تعلق {الشركة|meta}.",
    "تعطل فيسبوك وواتساب. رصد داون ديتكتور بلاغات. ثم رجع {التطبيق|whatsapp} مساء.".replace("واتساب", "تطبيق واتساب"),
    # generic senses
    "كتب رئيس قسم التكنولوجيا في فيسبوك عن مشكلة في الشبكة.",
    "تعطل فيسبوك أثناء فحص سعة الشبكة.",
    "تعطل فيسبوك. ولم يكن هجوم لحجب الخدمة وراء ما حدث.",
    "رصد داون ديتكتور بلاغات. وتضم الشبكة ملايين.",
    "كتب كثيرون على تويتر. وسيتم تطوير الخدمة للمسافرين.",
    "زاد مستخدمو تلغرام. ويفوق عدد مستخدمي المؤسسة المئة.",
    # an institution is what bears the noun
    "استعاد «بنك اللؤلؤ» خدماته. وقال {البنك|~company} إن العطل انتهى.",
    "قدم «مطعم بطاطا ستيشن» وجبة. ووعد {المطعم|~company} بالمزيد.",
    "نصحت «جامعة المستقبل» طلابها. وأجلت {الجامعة|~organization} الاختبارات.",
    "أعلنت أوريدو ذلك. وقال البنك إن العطل انتهى.",
    "نشرت «جمعية المستهلك» بيانا. ثم ردت {الجمعية|~organization} على الناس.",
    # a medium is called what it is
    "ذكرت نيويورك تايمز ذلك. وكان حفر قناة السويس أسرع. ويبلغ طول القناة كثيرا.",
    "أعلنت سي إن إن ذلك. وكان حفر قناة السويس أسرع. ويبلغ طول القناة كثيرا.",
    # another one was named with the noun since
    "نقلت فرانس برس الخبر. وقالت وكالة الفضاء ذلك. وأضافت الوكالة أنها تراقب.",
]


@pytest.mark.parametrize("marked", POINTERS)
def test_pointer(marked: str, nominals) -> None:
    text, marks = unmark(marked)
    assert nominals(text) == marks


def test_longest_name_of_a_service(read) -> None:
    from pipeline.document import Article, Document
    from pipeline.entities import EntityStage, KnowledgeBase
    from pipeline.text import split_sentences, tokenize

    doc = Document(Article("عادت بلايستيشن نتورك، ومددت بلايستيشن بلس. وولد في مسقط رأسه. من عمّان.", "test"))
    doc.tokens = tokenize(doc.view)
    doc.sentences = split_sentences(doc.view, doc.tokens)
    EntityStage(KnowledgeBase.load())(doc)
    found = [(mention.span.cut(doc.text), mention.ref.kb) for mention in doc.mentions]
    assert found[1:] == [("بلايستيشن بلس", "playstation-plus"), ("عمّان", "amman")]
    assert found[0][0] == "بلايستيشن نتورك"


@pytest.mark.parametrize(
    "marked", ["زار سوق الإبل أمس.", "باع إبل القبيلة.", "ارتفع سهم {آبل|apple} أمس.", "سهم {أبل|apple} أمس."]
)
def test_a_hamza_tells_camels_from_apple(marked: str, names) -> None:
    text, marks = unmark(marked)
    assert names(text) == marks
