"""Questions as they are put to someone who asks for a relative.

The rulebook's own questions speak to the person. These are the same questions about somebody else; a fact that is missing
here speaks of no "you" in the first place.
"""

# ruff: noqa: E501  (a line holds one question in three languages)

from __future__ import annotations

from collections.abc import Mapping

from hamroh.rulebook.provisions import FactKind

_PLACE = {"en": 0, "ru": 1, "tg": 2}


def question(kind: FactKind, language: str, voice: str) -> str:
    """The question to the person, or about the person."""
    other = OF_A_RELATIVE.get(kind.id) if voice == "relative" else None
    return other[_PLACE[language]] if other else kind.question[language]


def title(screen: str, text: Mapping[str, str], language: str, voice: str) -> str:
    """The heading of a screen."""
    other = HEADINGS.get(screen.split("+")[0]) if voice == "relative" else None
    return other[_PLACE[language]] if other else text[language]


# fmt: off
# screen: heading in English, Russian, Tajik
HEADINGS: dict[str, tuple[str, str, str]] = {
    "trouble_list": ("Has any of this happened to your relative?", "Было ли с родственником что-то из этого?", "Оё бо хешовандатон яке аз инҳо рӯй додааст?"),
    "pay_contract": ("Your relative's contract", "Договор родственника", "Шартномаи хешовандатон"),
    "ruling": ("The ruling your relative was given", "Постановление, которое дали родственнику", "Қароре, ки ба хешовандатон доданд"),
    "left_late": ("Why your relative left late", "Почему родственник уехал позже срока", "Чаро хешовандатон дер рафт"),
    "controlled_register": ("Putting the papers right", "Как привести документы в порядок", "Ҳуҷҷатҳоро чӣ тавр ба тартиб оварем"),
    "leaving": ("Where your relative wants to go", "Куда хочет поехать родственник", "Хешовандатон ба куҷо рафтан мехоҳад"),
    "registration": ("Your relative's registration", "Учёт родственника", "Бақайдгирии хешовандатон"),
    "arrival": ("Your relative's arrival", "Приезд родственника", "Омадани хешовандатон"),
    "safety": ("Where your relative works and lives", "Где родственник работает и живёт", "Ҷои кор ва зисти хешовандатон"),
    "health": ("Your relative's health", "Здоровье родственника", "Саломатии хешовандатон"),
    "patent": ("Your relative's patent", "Патент родственника", "Патенти хешовандатон"),
    "work": ("Your relative's work", "Работа родственника", "Кори хешовандатон"),
    "stay_papers": ("Papers about the term of stay", "Бумаги о сроке пребывания", "Ҳуҷҷатҳо дар бораи мӯҳлати будубош"),
    "plans": ("Your relative's plans", "Планы родственника", "Нақшаҳои хешовандатон"),
    "contract": ("Your relative's work contract", "Трудовой договор родственника", "Шартномаи кории хешовандатон"),
}

# fact: question in English, Russian, Tajik
OF_A_RELATIVE: dict[str, tuple[str, str, str]] = {
    "pay_problem": ("Is their pay late, or was less paid than promised?", "Родственнику задержали зарплату или заплатили меньше обещанного?", "Маоши ӯро дер доданд ё аз ваъда камтар доданд?"),
    "has_ruling": ("Was your relative given a ruling - a fine, expulsion or arrest - that they may want to contest?", "Родственнику дали постановление (штраф, выдворение, арест), которое он, может быть, хочет обжаловать?", "Оё ба хешовандатон қарор (ҷарима, ихроҷ, ҳабс) доданд, ки шояд аз он шикоят кардан хоҳад?"),
    "held": ("Is your relative being held - at a police station, in arrest, or in a special centre for foreigners?", "Родственника держат в полиции, под арестом или в спеццентре для иностранцев?", "Оё хешовандатонро дар полис, дар ҳабс ё дар маркази махсус барои хориҷиён нигоҳ доштаанд?"),
    "has_penalties": ("Has your relative had fines or other penalties in Russia in the last five years, traffic ones too?", "Были ли у родственника в России за последние пять лет штрафы или другие наказания, включая дорожные?", "Дар панҷ соли охир хешовандатон дар Русия ҷарима ё дигар ҷазо гирифтааст, аз ҷумла барои ронандагӣ?"),
    "has_decisions": ("Has your relative been expelled, deported or sent back from Russia?", "Родственника выдворяли, депортировали или возвращали из России?", "Оё хешовандатонро аз Русия ихроҷ, депортатсия ё баргардонда буданд?"),
    "ban_known": ("Does your relative know that entry to Russia is closed to them?", "Родственник точно знает, что въезд в Россию ему закрыт?", "Оё хешовандатон медонад, ки вуруд ба Русия барояш баста аст?"),
    "in_register": ("Is your relative in Russia's register of controlled persons?", "Родственник в российском реестре контролируемых лиц?", "Оё хешовандатон дар феҳристи шахсони таҳти назорати Русия ҳаст?"),
    "false_papers": ("Has anyone said that your relative's papers, or what they told the office, were false?", "Говорил ли кто-то, что документы родственника или сведения о нём ложные?", "Оё касе гуфтааст, ки ҳуҷҷатҳои хешовандатон ё маълумот дар бораи ӯ дурӯғ аст?"),
    "feels_unsafe": ("Is anyone keeping your relative's papers or pay, or making them afraid to leave?", "Кто-то держит документы или деньги родственника, или ему страшно уйти?", "Касе ҳуҷҷатҳо ё пули хешовандатонро нигоҳ медорад, ё ӯ аз рафтан метарсад?"),
    "months_unpaid": ("For how many full months did your relative get no pay at all?", "Сколько полных месяцев родственнику совсем не платили?", "Чанд моҳи пурра ба хешовандатон тамоман маош надоданд?"),
    "months_part_paid": ("For how many months did your relative get only a part of the pay?", "Сколько месяцев родственнику платили только часть?", "Чанд моҳ ба хешовандатон танҳо як қисми маошро доданд?"),
    "pay_period_end": ("If the payday is not known, up to which day did your relative work for this pay?", "Если день зарплаты неизвестен, по какой день родственник за неё работал?", "Агар рӯзи маош маълум набошад, хешовандатон барои он маош то кадом рӯз кор кард?"),
    "hours_worked": ("How many hours did your relative work that are not settled?", "Сколько часов родственник отработал без полного расчёта?", "Хешовандатон чанд соат кор кард, ки ҳисобу китобаш нашудааст?"),
    "rate_rub_hour": ("How many roubles an hour was your relative promised?", "Сколько рублей в час обещали родственнику?", "Ба хешовандатон барои як соат чанд рубл ваъда карда буданд?"),
    "paid_rub": ("How much has your relative had for these hours?", "Сколько родственнику уже дали за эти часы?", "Барои ҳамин соатҳо ба хешовандатон то ҳол чанд пул доданд?"),
    "worked_without_patent": ("Were there days when your relative worked without a patent?", "Были дни, когда родственник работал без патента?", "Рӯзҳое буданд, ки хешовандатон бе патент кор кард?"),
    "delay_cause": ("Did something keep your relative from going to court in time?", "Что-то помешало родственнику вовремя пойти в суд?", "Чизе монеъ шуд, ки хешовандатон сари вақт ба суд равад?"),
    "copy_received": ("On which day was your relative handed the copy?", "В какой день родственнику вручили копию?", "Нусхаро дар кадом рӯз ба дасти хешовандатон доданд?"),
    "decisions": ("What was decided, by whom, and on which day did your relative leave because of it?", "Что решили, кто решил и в какой день родственника из-за этого вывезли?", "Чӣ қарор шуд, кӣ қарор кард ва дар кадом рӯз хешовандатонро бароварданд?"),
    "expelled_by_court": ("Was it a court that ordered your relative to leave?", "Родственника выдворил суд?", "Оё хешовандатонро суд ихроҷ карда буд?"),
    "ban_learned_on": ("On which day did your relative learn that entry is closed?", "Когда родственник узнал о запрете на въезд?", "Хешовандатон аз манъи воридшавӣ кай огоҳ шуд?"),
    "family_in_russia": ("Does your relative have close family living in Russia - a wife or husband, children, parents?", "Есть ли у родственника в России близкие - жена или муж, дети, родители?", "Оё дар Русия наздикони ӯ - ҳамсар, фарзандон, волидайн - зиндагӣ мекунанд?"),
    "overstay_reason": ("Did one of these keep your relative from leaving in time?", "Помешало ли родственнику уехать вовремя что-то из этого?", "Оё яке аз инҳо нагузошт, ки хешовандатон сари вақт равад?"),
    "wants_to_regularise": ("Does your relative want to stay in Russia and put the papers right?", "Родственник хочет остаться в России и привести документы в порядок?", "Оё хешовандатон мехоҳад дар Русия монад ва ҳуҷҷатҳоро ба тартиб орад?"),
    "passport_valid": ("Is your relative's passport still valid?", "Паспорт родственника ещё действует?", "Оё шиносномаи хешовандатон ҳанӯз эътибор дорад?"),
    "citizenship": ("Of which country is your relative a citizen? If of two, name both.", "Гражданство какой страны у родственника? Если два, назовите оба.", "Хешовандатон шаҳрванди кадом кишвар аст? Агар ду шаҳрвандӣ дошта бошад, ҳардуро гӯед."),
    "destination": ("Which country does your relative work in, or plan to go to?", "В какой стране родственник работает или в какую едет?", "Хешовандатон дар кадом кишвар кор мекунад ё ба куҷо меравад?"),
    "in_country": ("Is your relative in that country now?", "Родственник сейчас в этой стране?", "Хешовандатон ҳоло дар он кишвар аст?"),
    "planned_entry": ("On which day does your relative plan to go?", "В какой день родственник собирается ехать?", "Хешовандатон кай рафтанист?"),
    "region": ("In which region does your relative live now?", "В каком регионе родственник сейчас живёт?", "Хешовандатон ҳоло дар кадом вилоят зиндагӣ мекунад?"),
    "has_job_offer": ("Has someone offered your relative work abroad?", "Родственнику предложили работу за границей?", "Ба хешовандатон дар хориҷа кор пешниҳод карданд?"),
    "fee_asked": ("Do they ask your relative for money?", "Просят ли у родственника деньги?", "Оё аз хешовандатон пул мепурсанд?"),
    "recruiter_is_state_body": ("Has the state itself said that this is its own office?", "Государство само подтвердило, что это его учреждение?", "Оё худи давлат тасдиқ кард, ки ин идораи он аст?"),
    "contract_shown": ("Has your relative seen the work contract?", "Родственнику показали трудовой договор?", "Шартномаи корро ба хешовандатон нишон доданд?"),
    "wants_to_leave_for": ("Where does your relative want to go to work?", "Куда родственник хочет поехать работать?", "Хешовандатон барои кор ба куҷо рафтан мехоҳад?"),
    "wants_un_complaint": ("Does your relative want to complain to the UN Committee on Migrant Workers?", "Родственник хочет пожаловаться в Комитет ООН по трудящимся-мигрантам?", "Хешовандатон ба Кумитаи СММ оид ба муҳоҷирони меҳнатӣ шикоят кардан мехоҳад?"),
    "remedies_tried": ("Has your relative been to the courts and offices of that state?", "Родственник уже обращался в суды и органы этого государства?", "Хешовандатон ба судҳо ва идораҳои ҳамон давлат муроҷиат кард?"),
    "complaint_anonymous": ("Does your relative want to stay nameless in the complaint?", "Родственник хочет остаться в жалобе без имени?", "Хешовандатон мехоҳад дар шикоят беном монад?"),
    "children_with_you": ("Are children under 18 with your relative abroad?", "С родственником за границей дети до 18 лет?", "Дар хориҷа бо хешовандатон фарзандони то 18-сола ҳастанд?"),
    "registered": ("Since this entry, has your relative been registered at an address?", "После этого въезда родственника поставили на учёт по какому-нибудь адресу?", "Баъди ин даромадан хешовандатонро дар ягон суроға ба қайд гирифтанд?"),
    "registered_on": ("On which day was your relative registered?", "В какой день родственника поставили на учёт?", "Хешовандатонро кадом рӯз ба қайд гирифтанд?"),
    "registered_where_living": ("Does your relative really live at the address of the registration?", "Родственник действительно живёт по адресу, где стоит на учёте?", "Хешовандатон воқеан дар ҳамон суроғае зиндагӣ мекунад, ки дар он ба қайд истодааст?"),
    "lives_at_work": ("Does your relative live at the workplace, and is that the address of the registration?", "Родственник живёт на месте работы, и учёт оформлен на этот адрес?", "Хешовандатон дар ҷои кор зиндагӣ мекунад ва бақайдгирӣ ба ҳамон суроға аст?"),
    "moved_since_registration": ("Has your relative moved to another address since being registered?", "Родственник переехал на другой адрес после постановки на учёт?", "Хешовандатон баъди бақайдгирӣ ба суроғаи дигар кӯчид?"),
    "tracking_app_installed": ("Is the app of the Moscow experiment on your relative's phone, and are they enrolled in it?", "Установлено ли у родственника приложение московского эксперимента и зарегистрирован ли он в нём?", "Оё барномаи таҷрибаи Маскав дар телефони хешовандатон насб шуда, худи ӯ дар он сабти ном шудааст?"),
    "entered": ("On which day did your relative last enter the country?", "В какой день родственник въехал в последний раз?", "Хешовандатон бори охир кадом рӯз ба кишвар даромад?"),
    "purpose": ("Which purpose is marked in your relative's migration card?", "Какая цель отмечена в миграционной карте родственника?", "Дар корти муҳоҷирати хешовандатон кадом мақсад қайд шудааст?"),
    "arrived_at_place": ("On which day did your relative come to where they live now?", "В какой день родственник приехал туда, где сейчас живёт?", "Хешовандатон ба ҷое, ки ҳоло зиндагӣ мекунад, кадом рӯз омад?"),
    "stays": ("When was your relative in the country before? Give each entry and each exit, or say that there were none.", "Когда родственник был в стране раньше? Назовите каждый въезд и выезд или скажите, что поездок не было.", "Хешовандатон пеш аз ин кай дар кишвар буд? Ҳар даромадан ва баромаданро гӯед ё нишон диҳед, ки сафар набуд."),
    "left": ("On which day did your relative last leave the country?", "В какой день родственник последний раз выехал из страны?", "Хешовандатон бори охир кадом рӯз аз кишвар баромад?"),
    "last_lawful_day": ("Does an official paper name the last day of your relative's lawful stay? Which day?", "Есть ли официальная бумага, где указан последний день законного пребывания родственника? Какой это день?", "Оё ҳуҷҷати расмие ҳаст, ки рӯзи охирини будубоши қонунии хешовандатонро нишон медиҳад? Он кадом рӯз аст?"),
    "stay_extended_until": ("Did the police extend your relative's stay in writing? Until which day?", "Полиция письменно продлила родственнику срок пребывания? До какого дня?", "Оё полис мӯҳлати будубоши хешовандатонро хаттӣ дароз кардааст? То кадом рӯз?"),
    "passport_held_by": ("Where is your relative's passport now?", "Где сейчас паспорт родственника?", "Шиносномаи хешовандатон ҳоло дар куҷост?"),
    "may_leave_site": ("Can your relative go out from where they work or live when they want?", "Может ли родственник свободно выйти оттуда, где работает или живёт?", "Хешовандатон аз ҷои кор ё зисташ ҳар вақт хоҳад, берун рафта метавонад?"),
    "threatened": ("Has anyone threatened your relative so that they stay or keep quiet?", "Родственнику угрожали, чтобы он остался или молчал?", "Касе ба хешовандатон таҳдид кард, ки наравад ё хомӯш бошад?"),
    "violence": ("Did anyone at work hurt your relative or touch them against their will?", "Кто-то на работе причинил родственнику боль или трогал его против воли?", "Дар ҷои кор касе ба хешовандатон озор дод ё бар хилофи хоҳишаш даст расонд?"),
    "isolated": ("Is your relative kept from calling or meeting other people?", "Родственнику мешают звонить или видеться с людьми?", "Намегузоранд, ки хешовандатон занг занад ё бо одамон вохӯрад?"),
    "pay_held_to_keep": ("Is pay held back so that your relative does not leave?", "Зарплату держат, чтобы родственник не ушёл?", "Маошро барои он намедиҳанд, ки хешовандатон наравад?"),
    "debt_bondage": ("Does your relative work to pay off a debt that does not get smaller?", "Родственник отрабатывает долг, который не уменьшается?", "Хешовандатон қарзеро кор карда медиҳад, ки кам намешавад?"),
    "bad_conditions": ("Is the place your relative works or sleeps in harmful or not fit for people?", "Там, где родственник работает или спит, опасно или нельзя жить?", "Ҷои кор ё хоби хешовандатон хатарнок ё барои одам номувофиқ аст?"),
    "forced_overtime": ("Is your relative made to work very long hours and cannot refuse?", "Родственника заставляют работать очень долго, и отказаться нельзя?", "Хешовандатонро маҷбур мекунанд, ки соатҳои бисёр кор кунад ва ӯ рад карда наметавонад?"),
    "recruited_by_other": ("Did someone find your relative this work, bring them to it or hand them over to it?", "Кто-то нашёл родственнику эту работу, привёз или передал его туда?", "Ин корро касе ба хешовандатон ёфт, ӯро ба он ҷо овард ё супурд?"),
    "same_person_job_and_home": ("Do your relative's job and bed depend on one and the same person?", "Работа и жильё у родственника от одного и того же человека?", "Кор ва ҷои хоби хешовандатон аз як кас вобаста аст?"),
    "speaks_language": ("Can your relative make themselves understood in the language there?", "Может ли родственник объясниться на местном языке?", "Хешовандатон бо забони он ҷо гап зада метавонад?"),
    "ill": ("Is your relative ill and in need of a doctor?", "Родственник болеет и нужен врач?", "Хешовандатон бемор аст ва духтур лозим аст?"),
    "injured_at_work": ("Was your relative injured at work?", "Родственник получил травму на работе?", "Хешовандатон дар вақти кор осеб дид?"),
    "assaulted": ("Did anyone attack your relative?", "На родственника напали?", "Касе ба хешовандатон ҳамла кард?"),
    "bribe_asked": ("Did an official ask your relative for money without a receipt?", "Служащий требовал у родственника деньги без квитанции?", "Ягон корманди давлат аз хешовандатон бе квитансия пул талаб кард?"),
    "has_patent": ("Does your relative have a patent for work, or had one since they came?", "Есть ли у родственника патент на работу, или был после въезда?", "Оё хешовандатон патенти кор дорад ё баъди омадан дошт?"),
    "patent_applied": ("Has your relative handed in the papers for a patent?", "Родственник подал документы на патент?", "Оё хешовандатон ҳуҷҷатҳоро барои патент супурдааст?"),
    "patent_applied_on": ("On which day did your relative hand in the papers for the patent?", "В какой день родственник подал документы на патент?", "Хешовандатон кадом рӯз ҳуҷҷатҳоро барои патент супурд?"),
    "medical_insurance": ("Does your relative have medical insurance for Russia?", "Есть ли у родственника медицинский полис для России?", "Оё хешовандатон суғуртаи тиббӣ барои Русия дорад?"),
    "medical_check_done": ("Has your relative been through the medical check for foreigners?", "Родственник прошёл медосмотр для иностранцев?", "Оё хешовандатон муоинаи тиббии хориҷиёнро гузаштааст?"),
    "fingerprints_done": ("Has your relative given fingerprints and a photo in Russia?", "Родственник сдал в России отпечатки пальцев и фото?", "Оё хешовандатон дар Русия нақши ангушт ва сурат супурдааст?"),
    "works": ("Is your relative working now?", "Родственник сейчас работает?", "Оё хешовандатон ҳоло кор мекунад?"),
    "employer_kind": ("Who does your relative work for?", "На кого работает родственник?", "Хешовандатон барои кӣ кор мекунад?"),
    "works_in": ("In which region of Russia does your relative work?", "В каком регионе России работает родственник?", "Хешовандатон дар кадом минтақаи Русия кор мекунад?"),
    "worker_trade_matches": ("Is your relative's work the trade written on the patent?", "Работа родственника — та, что указана в патенте?", "Оё кори хешовандатон ҳамон касбест, ки дар патент навишта шудааст?"),
    "has_contract": ("Does your relative have a work contract now?", "Есть ли у родственника сейчас трудовой договор?", "Оё хешовандатон ҳоло шартномаи корӣ дорад?"),
    "contracts": ("Your relative's work contracts: when made, when a copy went to the police, when ended?", "Договоры родственника: когда заключены, когда копия ушла в полицию, когда закончились?", "Шартномаҳои хешовандатон: кай баста шуданд, нусха кай ба полис рафт, кай тамом шуданд?"),
    "asks_patent_reissue": ("Does your relative want to go on with the patent for another year?", "Родственник хочет работать по патенту ещё год?", "Оё хешовандатон мехоҳад бо патент боз як сол кор кунад?"),
    "patent_reissue_asked_on": ("On which day did your relative hand in the papers for the reissue?", "В какой день родственник подал документы на переоформление?", "Хешовандатон кадом рӯз ҳуҷҷатҳоро барои аз нав гирифтан супурд?"),
    "has_work_permit": ("Did your relative have a work permit on that day?", "Было ли у родственника в тот день разрешение на работу?", "Оё дар он рӯз хешовандатон иҷозатномаи кор дошт?"),
}
# fmt: on
