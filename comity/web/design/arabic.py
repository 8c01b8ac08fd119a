"""The words of the samples in Arabic, so that a mirrored panel is read from right to left and not only drawn so."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from types import SimpleNamespace
from typing import Any

from django.forms import Form

ARABIC = {
    # people, posts, places
    "Sara Lindqvist": "سارة لندكفست",
    "Col. Sara Lindqvist": "العقيد سارة لندكفست",
    "Jun Havel": "جون هافل",
    "Ines Kartal": "إيناس كارتال",
    "Amb. Ines Kartal": "السفيرة إيناس كارتال",
    "Leo Anders": "ليو أندرس",
    "Marta Ossian": "مارتا أوسيان",
    "Tomás Reyle": "توماس رييل",
    "Elin Dravec": "إيلين درافيك",
    "Paul Okan": "بول أوكان",
    "Head of operations": "رئيس العمليات",
    "Protocol officer": "مسؤول المراسم",
    "Policy directorate": "مديرية السياسات",
    "Director of budget": "مدير الميزانية",
    "Legal counsel": "المستشار القانوني",
    "Desk officer, Oceania": "مسؤول مكتب أوقيانوسيا",
    "Head of mission in Aluna": "رئيس البعثة في ألونا",
    "Minister of Defence": "وزير الدفاع",
    "Minister of Foreign Affairs": "وزير الخارجية",
    "Joint Staff": "هيئة الأركان المشتركة",
    "Ministry of Foreign Affairs": "وزارة الخارجية",
    "Ministry of Defence": "وزارة الدفاع",
    "Ministry of Finance": "وزارة المالية",
    "Embassy": "السفارة",
    "Aluna": "ألونا",
    "Brevia": "بريفيا",
    "Caldera": "كالديرا",
    "Dorne": "دورن",
    "Port Selvane": "ميناء سلفان",
    "Port Amaro": "ميناء أمارو",
    "Port Selvane, Aluna": "ميناء سلفان، ألونا",
    "Port Selvane and two islands, Aluna": "ميناء سلفان وجزيرتان، ألونا",
    "Aluna, Brevia": "ألونا، بريفيا",
    "Aluna, Brevia, and 3 units of ours": "ألونا وبريفيا وثلاث من وحداتنا",
    # engagements
    "Northern Relief 26": "إغاثة الشمال ٢٦",
    "Northern": "إغاثة",
    " Relief 26": " الشمال ٢٦",
    "Staff talks on ": "محادثات أركان بشأن ",
    "northern": "الشمال",
    " waters": " ومياهه",
    "Visit of the chief of navy of Brevia": "زيارة قائد بحرية بريفيا",
    "Visit of the chief of navy": "زيارة قائد البحرية",
    "Course in the law of the sea, 24 students": "دورة في قانون البحار، ٢٤ طالبا",
    "Course in the law of the sea": "دورة في قانون البحار",
    "course in the law of the sea": "دورة في قانون البحار",
    "Teamwork 87": "العمل المشترك ٨٧",
    "Exercise": "تمرين",
    "Training": "تدريب",
    "Visit": "زيارة",
    "Staff talks": "محادثات أركان",
    "Exercise, disaster relief": "تمرين، إغاثة في الكوارث",
    "4–19 May 2026": "٤–١٩ مايو ٢٠٢٦",
    "4 to 19 May 2026": "من ٤ إلى ١٩ مايو ٢٠٢٦",
    "June 2026": "يونيو ٢٠٢٦",
    "May 2026": "مايو ٢٠٢٦",
    # clearance
    "Embassy clearance": "موافقة السفارة",
    "Consultation": "التشاور",
    "Consolidation": "التوحيد",
    "Decision with two keys": "قرار بمفتاحين",
    "All five are asked at once. Silence does not count as consent in this stage.": (
        "يُسأل الخمسة معا. ولا يُعد الصمت موافقة في هذه المرحلة."
    ),
    "Joint Instruction on Engagements, §12": "التعليمات المشتركة للأنشطة، المادة ١٢",
    "Engagements Act, art. 4": "قانون الأنشطة، المادة ٤",
    "Council Rules, §7": "لائحة المجلس، المادة ٧",
    "Asked: which status-of-forces agreement covers the observers?": "سؤال: أي اتفاق لوضع القوات يشمل المراقبين؟",
    "Hold until 14 Mar: the port fees are not in the plan of the year.": (
        "معلق حتى ١٤ مارس: رسوم الميناء ليست في خطة السنة."
    ),
    "Host nation is told of the change of port at least 21 days before.": (
        "تُبلغ الدولة المضيفة بتغيير الميناء قبل ٢١ يوما على الأقل."
    ),
    "foreign forces enter the territory": "تدخل قوات أجنبية إلى الإقليم",
    "foreign forces enter the territory (Joint Instruction §12)": (
        "تدخل قوات أجنبية إلى الإقليم (التعليمات المشتركة، المادة ١٢)"
    ),
    "more than 9,000 people take part (9,400)": "يشارك أكثر من ٩٠٠٠ شخص (٩٤٠٠)",
    "the cost is over 2,000,000 EUR (3,150,000 EUR)": "التكلفة أكثر من ٢ مليون يورو (٣٬١٥ مليون)",
    "Two of the three ships are due in dock from 1 May.": "سفينتان من الثلاث في الحوض من أول مايو.",
    "Two of the three ships are due in dock.": "سفينتان من الثلاث في الحوض.",
    "Move the first day to 20 May or later, or name other ships.": (
        "تأخير اليوم الأول إلى ٢٠ مايو أو بعده، أو تسمية سفن أخرى."
    ),
    "a first day of 20 May or later": "يوم أول في ٢٠ مايو أو بعده",
    "The host asked for this in January. We agree if they hear of the port from us.": (
        "طلب المضيف ذلك في يناير. نوافق إن سمع بالميناء منا."
    ),
    "Sent back for a better map": "أُعيد لخريطة أفضل",
    "You proposed it, and nobody decides on their own proposal.": "أنت من اقترحه، ولا يقرر أحد في اقتراحه.",
    "Your mandate ends at 2,000,000 EUR.": "ولايتك تنتهي عند مليوني يورو.",
    "You hold the mandate to authorise exercises up to 4,000,000 EUR.": (
        "لك ولاية الإذن بالتمارين حتى أربعة ملايين يورو."
    ),
    "Brevia broke the silence.": "كسرت بريفيا الصمت.",
    "The area reaches into waters under negotiation.": "تمتد المنطقة إلى مياه قيد التفاوض.",
    "Leave out grid square 7.": "استبعاد المربع ٧.",
    "Engagement": "النشاط",
    "Dossier": "الملف",
    "Opinion": "الرأي",
    "Obligation": "الالتزام",
    "Norm": "القاعدة",
    # a decision
    "Authorise exercise Northern Relief 26 in Aluna, 4 to 19 May 2026, with 9,400 people": (
        "الإذن بتمرين إغاثة الشمال ٢٦ في ألونا من ٤ إلى ١٩ مايو ٢٠٢٦ بمشاركة ٩٤٠٠ شخص"
    ),
    "Aluna must publish the closure of its port 45 days before.": "على ألونا أن تعلن إغلاق مينائها قبل ٤٥ يوما.",
    "The port stays open to traffic and the landing phase falls away.": "يبقى الميناء مفتوحا وتسقط مرحلة الإنزال.",
    "Agree, with the two conditions below.": "الموافقة بالشرطين أدناه.",
    "Head of operations, Joint Staff": "رئيس العمليات، هيئة الأركان المشتركة",
    "Notice of a large exercise": "الإخطار بتمرين كبير",
    "Agreement on status of forces": "اتفاق وضع القوات",
    "Vienna Document 2011, V, 38": "وثيقة فيينا ٢٠١١، خامسا، ٣٨",
    "legal counsel has asked": "سأل المستشار القانوني",
    "Tell the host of the change of port": "إبلاغ المضيف بتغيير الميناء",
    "Keep port fees under 140,000 EUR": "إبقاء رسوم الميناء دون ١٤٠ ألف يورو",
    # facts
    "What": "ماذا",
    "Who": "من",
    "Where": "أين",
    "When": "متى",
    "Personnel": "الأفراد",
    "Money": "المال",
    "Status of forces": "وضع القوات",
    "Objective": "الهدف",
    "exact to the day": "محدد باليوم",
    "over the limit of 9,000 that needs notice": "فوق حد الإخطار البالغ ٩٠٠٠",
    "within the tolerance of 2 %": "ضمن التفاوت البالغ ٢٪",
    "Port": "الميناء",
    "Embarked medical team": "فريق طبي مرافق",
    "12 people": "١٢ شخصا",
    # work
    "Give your opinion": "أبد رأيك",
    "Countersign": "وقّع بالمصادقة",
    "Countersign the consolidated position": "صادق على الموقف الموحد",
    "Report that the condition was met": "أبلغ بأن الشرط استوفي",
    "you are the second key": "أنت المفتاح الثاني",
    "you are the second key for visits above the rank of rear admiral": (
        "أنت المفتاح الثاني للزيارات فوق رتبة لواء بحري"
    ),
    "you took on this condition on 2 Mar 2026": "تعهدت بهذا الشرط في ٢ مارس ٢٠٢٦",
    "Policy directorate, Ministry of Defence": "مديرية السياسات، وزارة الدفاع",
    "Protocol, Ministry of Foreign Affairs": "المراسم، وزارة الخارجية",
    "Leo Anders, Director of budget, Ministry of Finance": "ليو أندرس، مدير الميزانية، وزارة المالية",
    "Jun Havel, Policy directorate, Ministry of Defence": "جون هافل، مديرية السياسات، وزارة الدفاع",
    "Tomás Reyle, Desk officer Oceania, Ministry of Foreign Affairs": "توماس رييل، مكتب أوقيانوسيا، وزارة الخارجية",
    "Put a hold on the dossier until 14 Mar 2026": "علّق الملف حتى ١٤ مارس ٢٠٢٦",
    "The port fees are not in the plan of the year.": "رسوم الميناء ليست في خطة السنة.",
    "Tried to decide the dossier and was refused: the proposer may not decide": (
        "حاول البت في الملف فرُفض: لا يجوز للمقترح أن يقرر"
    ),
    "Concurred with one condition": "وافق بشرط واحد",
    "Submitted the engagement for clearance; five posts were asked": "قدّم النشاط للموافقة، وسُئلت خمسة مناصب",
    "On hold until 14 Mar": "معلق حتى ١٤ مارس",
    "Your opinion is asked on Northern Relief 26": "يُطلب رأيك في إغاثة الشمال ٢٦",
    "Course in the law of the sea was authorised": "أُذن بدورة قانون البحار",
    "The harbour master asks for the list of ships. ": "يطلب مدير الميناء قائمة السفن. ",
    "Programme of the exercise.pdf": "برنامج التمرين.pdf",
    "List of ships, draft.csv": "قائمة السفن، مسودة.csv",
    "Late at Brevia": "متأخر لدى بريفيا",
    # lists and forms
    "At a glance": "لمحة",
    "Clearance": "الموافقة",
    "Obligations": "الالتزامات",
    "History": "السجل",
    "State: in clearance": "الحالة: قيد الموافقة",
    "Year: 2026": "السنة: ٢٠٢٦",
    "Waiting on you": "في انتظارك",
    "In clearance": "قيد الموافقة",
    "Authorised this year": "أُذن به هذه السنة",
    "1 late": "١ متأخر",
    "4 on hold": "٤ معلقة",
    "of 1,400 proposed": "من ١٤٠٠ مقترح",
    "First day": "اليوم الأول",
    "Purpose": "الغرض",
    "decides which yearly plan it belongs to": "يحدد الخطة السنوية التي ينتمي إليها",
    "every post that is asked reads it first": "أول ما يقرأه كل من يُسأل",
    "Title": "العنوان",
    "Kind": "النوع",
    "Personnel, all nations": "الأفراد من كل الدول",
    "As it will be printed on orders and notices.": "كما سيُطبع في الأوامر والإخطارات.",
    "Observers are invited": "يُدعى مراقبون",
    "How exact is the date": "ما دقة التاريخ",
    "To the day": "باليوم",
    "To the month": "بالشهر",
    "To the year": "بالسنة",
    "Objectives": "الأهداف",
    "Search and rescue": "البحث والإنقاذ",
    "Disaster relief": "الإغاثة في الكوارث",
    "Safety at sea": "السلامة في البحر",
    "Words": "كلمات",
    "State": "الحالة",
    "Year": "السنة",
    "Any": "أي",
    "Reason": "السبب",
    # said
    "3 things, 1 late": "ثلاثة أمور، واحد متأخر",
    "For your information": "للعلم",
    "The embassy has been told.": "أُبلغت السفارة.",
    "Authorised": "مأذون به",
    "Both ministers have decided.": "قرر الوزيران.",
    "Close to a threshold": "قرب حد",
    "9,400 people is within 10 % of the next limit.": "٩٤٠٠ شخص ضمن ١٠٪ من الحد التالي.",
    "You may not decide this": "لا يجوز لك البت في هذا",
    "Withdraw this engagement?": "سحب هذا النشاط؟",
    "The dossier is closed and every post that was asked is told. The record keeps all that was written.": (
        "يُغلق الملف ويُبلغ كل من سُئل. ويحفظ السجل كل ما كُتب."
    ),
    "EX-2026-014 “Northern Relief 26” was withdrawn: “…”": "سُحب EX-2026-014 «إغاثة الشمال ٢٦»: «…»",
    "Parts of the engagement": "أجزاء النشاط",
    "Ready to propose": "جاهز للاقتراح",
    "Rows 51 to 54": "الأسطر ٥١ إلى ٥٤",
    "needed to propose": "لازم للاقتراح",
    "people": "شخصا",
    "over 9,000 a notice is owed to other states": "فوق ٩٠٠٠ يجب إخطار دول أخرى",
    "their status must be covered by an agreement": "يجب أن يشمل اتفاق وضعهم",
    "What is proposed": "ما يُقترح",
    "These words open the dossier; every post that is asked reads them.": (
        "هذه الكلمات تفتح الملف، ويقرأها كل من يُسأل."
    ),
    "the kind chooses the route": "النوع يختار المسار",
    "Add another partner": "أضف شريكا آخر",
    "Remove this partner": "احذف هذا الشريك",
    "Saved 09:40": "حُفظ ٠٩:٤٠",
    "Not saved: no connection, trying again": "لم يُحفظ: لا اتصال، تجري إعادة المحاولة",
    "What has just changed is lit for four seconds": "ما تغير للتو يضاء أربع ثوان",
    "The remark was taken back.": "سُحبت الملاحظة.",
    "It was not done: you proposed it.": "لم يتم: أنت من اقترحه.",
    "The hold runs out tomorrow.": "ينتهي التعليق غدا.",
    "The view is kept; it stands in the menu at the side.": "حُفظ العرض، وهو في القائمة الجانبية.",
}


def in_arabic(value: Any) -> Any:
    """The same with every sample text in Arabic that has one."""
    if isinstance(value, str):
        return ARABIC.get(value, value) if type(value) is str else value
    if isinstance(value, Mapping):
        return {key: in_arabic(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(in_arabic, value)) if not hasattr(value, "_fields") else value
    if isinstance(value, SimpleNamespace):
        return SimpleNamespace(**in_arabic(vars(value)))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: in_arabic(getattr(value, one.name)) for one in fields(value)})
    return _form_in_arabic(value) if isinstance(value, Form) else value


def _form_in_arabic(form: Form) -> Form:
    for field in form.fields.values():
        field.label, field.help_text = in_arabic(str(field.label)), in_arabic(str(field.help_text))
        if hasattr(field, "choices"):
            field.choices = [(key, in_arabic(words)) for key, words in field.choices]
    return form
