/* The practical limit: provisions of the law in force on one day, written by hand in C for that day and nothing else.

   It reads the prepared tables and leaves the columns that the kernel leaves, unknown included. bench/limit.py compiles it
   for this machine, hands it arrays in the order of TOLD, ROWS and OUT, and compares its answers with the closures'. The
   numbers of choices (C_...), the bits of countries (K_...), the day asked about (ON) and the day until which the law was
   read (LIMIT) are given on the command line; days are ordinals. A yes or no is two bits: may be true, may be false. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int64_t i64;
typedef int32_t i32;
typedef uint8_t u8;

enum { T = 1, F = 2, U = 3, BLOCK = 2048 };
#define NUL INT64_MIN
#define FAR (-100000000L)
#define BIG 100000000L
#define LAST 3652059L

#define TOLD                                                                                                           \
    X(i64, citizenship) X(i32, destination) X(u8, held) X(i32, ruling_kind) X(u8, expelled_by_court)                   \
    X(i32, passport_held_by) X(u8, may_leave_site) X(u8, violence) X(u8, assaulted) X(u8, threatened)                  \
    X(i64, months_unpaid) X(i64, months_part_paid) X(u8, wants_un_complaint) X(i32, complaint_against)                 \
    X(u8, injured_at_work) X(u8, ill) X(u8, children_with_you) X(i32, wants_to_leave_for) X(i32, promised_country)     \
    X(u8, under_that_state) X(u8, other_international_procedure) X(u8, complaint_anonymous) X(i32, remedies_tried)     \
    X(u8, remedies_hopeless) X(u8, decisions) X(u8, has_decisions) X(u8, penalties) X(u8, has_penalties)               \
    X(i32, ban_learned_on_lo) X(i32, ban_learned_on_hi) X(u8, ban_known) X(u8, family_in_russia)                       \
    X(i32, copy_received_lo) X(i32, copy_received_hi) X(u8, false_papers) X(i32, works_in) X(i32, region) X(i32, city) \
    X(i32, purpose) X(i32, planned_entry_lo) X(i32, planned_entry_hi) X(u8, medical_insurance) X(i64, hours_worked)    \
    X(i64, rate_rub_hour) X(i64, paid_rub) X(i32, pay_period_end_hi) X(i32, agency_in_register)                        \
    X(u8, recruiter_convicted) X(u8, passport_valid) X(u8, has_patent) X(u8, has_contract) X(u8, in_country)           \
    X(i32, entered_lo) X(i32, entered_hi) X(i32, last_lawful_day_lo) X(i32, last_lawful_day_hi) X(u8, registered)      \
    X(u8, pay_problem) X(u8, fingerprints_done) X(u8, stays) X(u8, patents) X(u8, contracts) X(u8, pay)                \
    X(i32, birth_date_lo) X(i32, stays_known_from)

/* Tables of events, in the order of people and of what happened: the place of the person, then the columns. */
#define ROWS                                                                                                           \
    Z(i32, stays, e_lo) Z(i32, stays, e_hi) Z(i32, stays, x_lo) Z(i32, stays, x_hi) Z(u8, stays, here) Z(i32, patents, i_lo) Z(i32, patents, i_hi)       \
    Z(i32, penalties, f_lo) Z(i32, penalties, f_hi) Z(i32, penalties, kind) Z(i32, decisions, kind) Z(i32, decisions, d_lo) Z(i32, decisions, d_hi)  \
    Z(i32, decisions, c_lo) Z(i32, decisions, x_lo) Z(i32, decisions, x_hi) Z(i32, contracts, m_lo) Z(i32, contracts, m_hi)                     \
    Z(i32, contracts, n_lo) Z(i32, contracts, n_hi) Z(i32, pay, due_lo) Z(i32, pay, due_hi) Z(i64, pay, kopecks) Z(i32, pay, paid_lo) Z(i32, pay, paid_hi)

#define SIMPLE                                                                                                         \
    Y(i64, art_17, "icrmw.art_17", b) Y(u8, art_17_0, "icrmw.art_17", 0)                                               \
    Y(i64, art_28, "icrmw.art_28", b) Y(u8, art_28_0, "icrmw.art_28", 0)                                               \
    Y(i64, art_29, "icrmw.art_29", b) Y(u8, art_29_0, "icrmw.art_29", 0)                                               \
    Y(i64, art_33, "icrmw.art_33", b) Y(u8, art_33_0, "icrmw.art_33", 0)                                               \
    Y(i64, jurisdiction, "icrmw.art_77.jurisdiction", b) Y(u8, jurisdiction_0, "icrmw.art_77.jurisdiction", 0)         \
    Y(i64, no_other, "icrmw.art_77.no_other_procedure", b) Y(u8, no_other_0, "icrmw.art_77.no_other_procedure", 0)     \
    Y(i64, anonymous, "icrmw.art_77.not_anonymous", b) Y(u8, anonymous_0, "icrmw.art_77.not_anonymous", 0)             \
    Y(i64, exhausted, "icrmw.art_77.remedies_exhausted", b) Y(u8, exhausted_0, "icrmw.art_77.remedies_exhausted", 0)   \
    Y(i64, longest, "kr.eps.longest_work", b) Y(i64, longest_0, "kr.eps.longest_work", 0)                              \
    Y(i64, challenge, "ru.appeal.challenge_ban", b) Y(i32, challenge_0, "ru.appeal.challenge_ban", 0)                  \
    Y(i32, challenge_1, "ru.appeal.challenge_ban", 1) Y(u8, challenge_2, "ru.appeal.challenge_ban", 2)                 \
    Y(i64, contest, "ru.appeal.contest_ban", b) Y(u8, contest_0, "ru.appeal.contest_ban", 0)                           \
    Y(i64, new_rule, "ru.appeal.deadline_if_new_rule", b) Y(i32, new_rule_0, "ru.appeal.deadline_if_new_rule", 0)      \
    Y(i32, new_rule_1, "ru.appeal.deadline_if_new_rule", 1) Y(u8, new_rule_2, "ru.appeal.deadline_if_new_rule", 2)     \
    Y(i64, papers, "ru.ban.false_papers", b) Y(i32, papers_0, "ru.ban.false_papers", 0)                                \
    Y(i64, papers_1, "ru.ban.false_papers", 1) Y(i32, papers_2, "ru.ban.false_papers", 2)                              \
    Y(i32, papers_3, "ru.ban.false_papers", 3)                                                                         \
    Y(i64, had_penalties, "ru.ban.had_penalties", b) Y(u8, had_penalties_0, "ru.ban.had_penalties", 0)                 \
    Y(i64, had_removal, "ru.ban.had_removal", b) Y(u8, had_removal_0, "ru.ban.had_removal", 0)                         \
    Y(i64, russian, "ru.citizenship.russian", b) Y(u8, russian_0, "ru.citizenship.russian", 0)                         \
    Y(i64, social, "ru.eaeu.social_rights", b) Y(u8, social_0, "ru.eaeu.social_rights", 0)                             \
    Y(i64, work, "ru.entry.purpose_work", b) Y(u8, work_0, "ru.entry.purpose_work", 0)                                 \
    Y(i64, aim, "ru.entry.ruid_aim", b) Y(i32, aim_0, "ru.entry.ruid_aim", 0)                                          \
    Y(i64, document, "ru.entry.travel_document", b) Y(u8, document_0, "ru.entry.travel_document", 0)                   \
    Y(i64, review, "ru.expulsion.detention_review", b) Y(u8, review_0, "ru.expulsion.detention_review", 0)             \
    Y(i64, home, "ru.fine.home_in_two_cities", b) Y(u8, home_0, "ru.fine.home_in_two_cities", 0)                       \
    Y(i64, workplace, "ru.fine.work_in_two_cities", b) Y(u8, workplace_0, "ru.fine.work_in_two_cities", 0)             \
    Y(i64, insurance, "ru.health.insurance", b) Y(u8, insurance_0, "ru.health.insurance", 0)                           \
    Y(i64, hours, "ru.pay.hours_claim", b) Y(i64, hours_0, "ru.pay.hours_claim", 0)                                    \
    Y(i64, hours_1, "ru.pay.hours_claim", 1)                                                                           \
    Y(i64, payday, "ru.pay.latest_payday", b) Y(i32, payday_0, "ru.pay.latest_payday", 0)                              \
    Y(i64, visa_free, "ru.stay.visa_free", b) Y(u8, visa_free_0, "ru.stay.visa_free", 0)                               \
    Y(i64, union_, "ru.work.eaeu_free", b) Y(u8, union_0, "ru.work.eaeu_free", 0)                                      \
    Y(i64, guilty, "tj.agencies.found_guilty", b) Y(u8, guilty_0, "tj.agencies.found_guilty", 0)                       \
    Y(i64, passport, "tj.consular.foreign_passport", b) Y(u8, passport_0, "tj.consular.foreign_passport", 0)           \
    Y(i64, posts, "tj.consular.posts_in_russia", b) Y(i64, posts_0, "tj.consular.posts_in_russia", 0)

#define HEAVY                                                                                                          \
    Y(i64, kz_each, "kz.stay.each_180", b) Y(i32, kz_each_0, "kz.stay.each_180", 0)                                    \
    Y(i64, kz_last, "kz.stay.last_day", b) Y(i32, kz_last_0, "kz.stay.last_day", 0)                                    \
    Y(i64, known_ban, "ru.ban.known_ban", b) Y(u8, known_ban_0, "ru.ban.known_ban", 0)                                 \
    Y(i64, expelled, "ru.ban.repeated_expulsion", b) Y(i32, expelled_0, "ru.ban.repeated_expulsion", 0)                \
    Y(i64, expelled_1, "ru.ban.repeated_expulsion", 1) Y(i32, expelled_2, "ru.ban.repeated_expulsion", 2)              \
    Y(i32, expelled_3, "ru.ban.repeated_expulsion", 3)                                                                 \
    Y(i64, offences, "ru.ban.two_offences", b) Y(i32, offences_0, "ru.ban.two_offences", 0)                            \
    Y(i64, offences_1, "ru.ban.two_offences", 1) Y(i32, offences_2, "ru.ban.two_offences", 2)                          \
    Y(i32, offences_3, "ru.ban.two_offences", 3)                                                                       \
    Y(i64, by_contract, "ru.eaeu.stay_with_contract", b) Y(u8, by_contract_0, "ru.eaeu.stay_with_contract", 0)         \
    Y(i64, prints, "ru.entry.fingerprints", b) Y(i32, prints_0, "ru.entry.fingerprints", 0)                            \
    Y(i32, prints_1, "ru.entry.fingerprints", 1) Y(u8, prints_2, "ru.entry.fingerprints", 2)                           \
    Y(i64, stop, "ru.pay.stop_work", b) Y(u8, stop_0, "ru.pay.stop_work", 0)                                           \
    Y(i64, unpaid, "ru.pay.unpaid", b) Y(u8, unpaid_0, "ru.pay.unpaid", 0)                                             \
    Y(i64, total, "ru.pay.unpaid_total", b) Y(i64, total_0, "ru.pay.unpaid_total", 0)                                  \
    Y(i64, total_1, "ru.pay.unpaid_total", 1)                                                                          \
    Y(i64, year, "ru.stay.calendar_year", b) Y(i64, year_0, "ru.stay.calendar_year", 0)                                \
    Y(i64, day_of, "ru.stay.day_of_stay", b) Y(i64, day_of_0, "ru.stay.day_of_stay", 0)                                \
    Y(i64, planned, "ru.stay.days_left_at_planned_entry", b) Y(i64, planned_0, "ru.stay.days_left_at_planned_entry", 0) \
    Y(i64, fixed, "ru.stay.fixed_last_day", b) Y(i32, fixed_0, "ru.stay.fixed_last_day", 0)                            \
    Y(i64, left, "ru.stay.left_days", b) Y(i64, left_0, "ru.stay.left_days", 0)                                        \
    Y(i64, paper, "ru.stay.paper_of_this_stay", b) Y(u8, paper_0, "ru.stay.paper_of_this_stay", 0)                     \
    Y(i64, rolling, "ru.stay.rolling_180", b) Y(i32, rolling_0, "ru.stay.rolling_180", 0)                              \
    Y(i64, earliest, "ru.stay.rolling_last_day", b) Y(i32, earliest_0, "ru.stay.rolling_last_day", 0)                  \
    Y(i64, latest, "ru.stay.rolling_last_day_latest", b) Y(i32, latest_0, "ru.stay.rolling_last_day_latest", 0)        \
    Y(i64, unbroken, "ru.stay.unbroken", b) Y(i32, unbroken_0, "ru.stay.unbroken", 0)                                  \
    Y(i64, used, "ru.stay.used_before", b) Y(i64, used_0, "ru.stay.used_before", 0)                                    \
    Y(i64, end, "ru.stay.visa_free_end", b) Y(i32, end_0, "ru.stay.visa_free_end", 0)                                  \
    Y(i64, notice_end, "ru.work.employer_notice_end", b) Y(i32, notice_end_0, "ru.work.employer_notice_end", 0)        \
    Y(i64, notice, "ru.work.employer_notice_start", b) Y(i32, notice_0, "ru.work.employer_notice_start", 0)

#define X(type, name) const type *name; const u8 *name##_u;
struct told { TOLD };
#undef X
#define Y(type, name, id, what) type *name; u8 *name##_u;
struct simple { SIMPLE };
struct heavy { HEAVY };
#undef Y
/* What the working-day calendar of Russia says of each day from `first` on; nought where it does not reach. */
struct calendar { const i32 *eve, *next, *third; const u8 *works; };

static inline u8 tri(u8 value, u8 unknown) { return unknown ? U : F - value; }
static inline u8 is(int holds, u8 unknown) { return unknown ? U : holds ? T : F; }
static inline u8 and(u8 a, u8 b) { return (a & b & T) | ((a | b) & F); }
static inline u8 or(u8 a, u8 b) { return ((a | b) & T) | (a & b & F); }
static inline u8 not(u8 a) { return (a & T) << 1 | a >> 1; }
static inline u8 surely(u8 a) { return a == T ? T : F; }
static inline i64 pick(u8 when, i64 one, i64 other) { return when == T ? one : when == F ? other : NUL; }
static inline i64 when(u8 scope, i64 branch) { return scope == T ? branch : NUL; }
static inline i64 least(i64 a, i64 b) { return a < b ? a : b; }
static inline i64 most(i64 a, i64 b) { return a > b ? a : b; }
static inline i64 earlier(i64 a, i64 b) { return a == NUL || b == NUL ? NUL : least(a, b); }
static inline i64 later(i64 a, i64 b) { return a == NUL || b == NUL ? NUL : most(a, b); }
static inline u8 before(i64 a, i64 b) { return is(a < b, a == NUL || b == NUL); }

#define YES(name) tri(t.name[i], t.name##_u[i])
#define SURE(name) (!t.name##_u[i] & t.name[i] ? T : F)
#define TOLD_(name) (t.name##_u[i] ? F : T)
#define SAME(name, code) is(t.name[i] == (code), t.name##_u[i])
#define HAS(mask) is((t.citizenship[i] & (mask)) != 0, t.citizenship_u[i])
#define VALUE(name) (t.name##_u[i] ? NUL : (i64)t.name[i])
#define PUT(name, value) do { i64 v_ = (value); o.name[i] = v_; o.name##_u[i] = v_ == NUL; } while (0)
#define PUT_YES(name, value) do { u8 v_ = (value); o.name[i] = v_ == T; o.name##_u[i] = v_ == U; } while (0)
/* Every pass of a loop stands alone, so that the compiler may do several at once. */
#define EACH _Pragma("GCC ivdep") for (i64 i = 0; i < n; i++)

#define EAEU (K_BY | K_KZ | K_AM | K_KG)
#define VISA_FREE (K_AM | K_AZ | K_BY | K_GE | K_KG | K_KZ | K_MD | K_TJ | K_UA | K_UZ)

/* The first days of the months of four hundred years. */
static i32 months[4801];

static i64 ordinal(i64 year, i64 month, i64 day) {
    i64 y = month <= 2 ? year - 1 : year, era = y / 400, of = y - era * 400;
    i64 doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + of * 365 + of / 4 - of / 100 + doy - 305;
}

void prepare(void) {
    for (int k = 0; k < 4801; k++) months[k] = ordinal(1800 + k / 12, k % 12 + 1, 1);
}

static inline i64 month_of(i64 day) {
    i64 k = (day - months[0]) * 4800 / 146097;
    return months[k] > day ? k - 1 : months[k + 1] <= day ? k + 1 : k;
}

static inline i64 plus_months(i64 day, i64 count) {
    if (day == NUL) return NUL;
    i64 k = month_of(day);
    return least(months[k + count] + day - months[k], months[k + count + 1] - 1);
}

static inline i64 year_start(i64 day) { i64 k = month_of(day); return months[k - k % 12]; }
static inline i64 year_end(i64 day) { i64 k = month_of(day); return months[k - k % 12 + 12] - 1; }

static inline i64 looked_up(const i32 *days, i64 day) {
    return day < CAL_FIRST || day > CAL_LAST || !days[day - CAL_FIRST] ? NUL : days[day - CAL_FIRST];
}

/* -- provisions that read no history ---------------------------------------------------------------------------------- */

static void simple_block(i64 n, struct told t, struct simple o, struct calendar c) {
    u8 ru[BLOCK], foreign[BLOCK], russian[BLOCK], eaeu[BLOCK], free_[BLOCK], told_ban[BLOCK];
    EACH ru[i] = SAME(destination, C_RU);
    EACH russian[i] = HAS(K_RU);
    EACH eaeu[i] = HAS(EAEU);
    EACH free_[i] = HAS(VISA_FREE);
    EACH foreign[i] = and(ru[i], not(russian[i]));
    EACH told_ban[i] = and(ru[i], or(TOLD_(ban_learned_on_lo), SURE(ban_known)));

    EACH { u8 a = YES(held); PUT(art_17, pick(a, 0, 1)); PUT_YES(art_17_0, a == T ? T : U); }
    EACH {
        u8 a = or(or(YES(injured_at_work), YES(ill)), YES(assaulted));
        PUT(art_28, pick(a, 0, 1)); PUT_YES(art_28_0, a == T ? T : U);
    }
    EACH { u8 a = YES(children_with_you); PUT(art_29, pick(a, 0, 1)); PUT_YES(art_29_0, a == T ? T : U); }
    EACH {
        u8 a = or(TOLD_(wants_to_leave_for), TOLD_(promised_country));
        PUT(art_33, a == T ? 0 : 1); PUT_YES(art_33_0, a == T ? T : U);
    }
    EACH {
        u8 s = SURE(wants_un_complaint), a = YES(under_that_state);
        PUT(jurisdiction, when(s, pick(a, 0, 1))); PUT_YES(jurisdiction_0, s == T ? a : U);
    }
    EACH {
        u8 s = SURE(wants_un_complaint), a = YES(other_international_procedure);
        PUT(no_other, when(s, pick(a, 0, 1))); PUT_YES(no_other_0, s == T ? not(a) : U);
    }
    EACH {
        u8 s = SURE(wants_un_complaint), a = YES(complaint_anonymous);
        PUT(anonymous, when(s, pick(a, 0, 1))); PUT_YES(anonymous_0, s == T ? not(a) : U);
    }
    EACH {
        u8 s = SURE(wants_un_complaint), all = SAME(remedies_tried, C_all);
        u8 few = is(t.remedies_tried[i] == C_none || t.remedies_tried[i] == C_some, t.remedies_tried_u[i]);
        u8 hopeless = and(SURE(remedies_hopeless), few);
        i64 b = pick(all, 0, pick(hopeless, 1, pick(few, 2, 3)));
        b = when(s, b);
        PUT(exhausted, b); PUT_YES(exhausted_0, b == 0 || b == 1 ? T : b == 2 ? F : U);
    }
    EACH {
        u8 kr = or(or(is(t.promised_country[i] == C_KR && !t.promised_country_u[i], 0),
                      is(t.wants_to_leave_for[i] == C_KR && !t.wants_to_leave_for_u[i], 0)), SAME(destination, C_KR));
        u8 s = and(HAS(K_TJ), kr);
        PUT(longest, when(s, 0)); PUT(longest_0, when(s, 5));
    }
    for (i64 i = 0; i < n; i++) {
        i64 lo = VALUE(ban_learned_on_lo), hi = VALUE(ban_learned_on_hi), b = NUL, safe = NUL, latest = NUL;
        if (told_ban[i] == T && lo != NUL && lo <= LIMIT && lo >= D_2015_09_15) {
            b = lo == hi ? 0 : 1;
            safe = looked_up(c.eve, plus_months(lo, 3) - 1);
            latest = plus_months(hi, 3);
        }
        PUT(challenge, b); PUT(challenge_0, safe); PUT(challenge_1, latest); PUT_YES(challenge_2, U);
    }
    EACH {
        u8 a = SURE(family_in_russia);
        PUT(contest, when(told_ban[i], a == T ? 0 : 1)); PUT_YES(contest_0, told_ban[i] == T ? T : U);
    }
    for (i64 i = 0; i < n; i++) {
        i64 copy = VALUE(copy_received_lo), b = NUL, safe = NUL, latest = NUL;
        if (copy != VALUE(copy_received_hi)) copy = NUL;
        u8 other = or(SURE(held), is(t.ruling_kind[i] == C_expulsion || t.ruling_kind[i] == C_arrest, t.ruling_kind_u[i]));
        u8 s = and(and(ru[i], copy != NUL ? T : F), not(other));
        if (s == T && copy >= D_2024_10_19 && copy <= D_2024_10_28) {
            i64 day = copy + 10;
            u8 works = day < CAL_FIRST || day > CAL_LAST ? U : c.works[day - CAL_FIRST];
            b = pick(works, 0, 1);
            if (b == 1) safe = looked_up(c.eve, day), latest = looked_up(c.next, day);
        }
        PUT(new_rule, b); PUT(new_rule_0, safe); PUT(new_rule_1, latest); PUT_YES(new_rule_2, U);
    }
    EACH {
        u8 s = and(foreign[i], YES(false_papers));
        PUT(papers, when(s, 0)); PUT(papers_0, when(s, C_discretionary));
    }
    memset(o.papers_1_u, 1, n); memset(o.papers_2_u, 1, n); memset(o.papers_3_u, 1, n);
    EACH {
        u8 a = or(TOLD_(penalties), YES(has_penalties));
        PUT(had_penalties, when(foreign[i], 0)); PUT_YES(had_penalties_0, foreign[i] == T ? a : U);
    }
    EACH {
        u8 a = or(or(TOLD_(decisions), SURE(expelled_by_court)), YES(has_decisions));
        PUT(had_removal, when(foreign[i], 0)); PUT_YES(had_removal_0, foreign[i] == T ? a : U);
    }
    EACH { PUT(russian, pick(russian[i], 0, 1)); PUT_YES(russian_0, russian[i]); }
    EACH {
        u8 s = and(and(ru[i], eaeu[i]), not(russian[i]));
        PUT(social, when(s, 0)); PUT_YES(social_0, s == T ? T : U);
    }
    EACH {
        u8 s = and(foreign[i], free_[i]), a = SAME(purpose, C_work);
        PUT(work, when(s, pick(a, 0, 1))); PUT_YES(work_0, s == T ? a : U);
    }
    EACH {
        i32 day = t.planned_entry_lo[i];
        u8 known = !t.planned_entry_lo_u[i] & !t.planned_entry_hi_u[i] & (day == t.planned_entry_hi[i]);
        u8 s = and(and(foreign[i], free_[i]), known ? T : F);
        u8 holds = (s == T) & (day >= D_2025_06_30) & (day <= D_2026_06_30);
        PUT(aim, holds ? 0 : NUL); PUT(aim_0, holds ? day - 3 : NUL);
    }
    EACH {
        i32 told = t.planned_entry_lo[i], day = t.planned_entry_lo_u[i] ? ON : told;
        u8 s = and(foreign[i], HAS(K_TJ)), holds = (s == T) & (day <= LIMIT) & (day >= D_2015_01_01);
        PUT(document, holds ? 0 : NUL); PUT_YES(document_0, holds ? T : U);
    }
    EACH {
        u8 s = and(ru[i], YES(held));
        PUT(review, when(s, 0)); PUT_YES(review_0, s == T ? T : U);
    }
    EACH {
        i32 r = t.region[i], w = t.works_in[i], city = t.city[i];
        u8 there = (r == C_RU_MOW) | (r == C_RU_MOS) | (r == C_RU_SPE) | (r == C_RU_LEN);
        u8 in_city = !t.city_u[i] & ((city == C_moscow) | (city == C_saint_petersburg));
        u8 home = t.region_u[i] ? in_city : there;
        u8 at_work = (w == C_RU_MOW) | (w == C_RU_MOS) | (w == C_RU_SPE) | (w == C_RU_LEN);
        u8 workplace = t.works_in_u[i] ? home : at_work;
        PUT(home, when(ru[i], 0)); PUT_YES(home_0, ru[i] == T ? F - home : U);
        PUT(workplace, when(ru[i], 0)); PUT_YES(workplace_0, ru[i] == T ? F - workplace : U);
    }
    EACH {
        u8 a = YES(medical_insurance);
        PUT(insurance, when(foreign[i], pick(a, 0, 1))); PUT_YES(insurance_0, foreign[i] == T ? a : U);
    }
    for (i64 i = 0; i < n; i++) {
        i64 b = NUL, sum;
        if (ru[i] == T && !t.hours_worked_u[i] && !t.rate_rub_hour_u[i] && !t.paid_rub_u[i]) {
            if (__builtin_mul_overflow(t.rate_rub_hour[i], t.hours_worked[i], &sum)) abort();
            b = (sum -= t.paid_rub[i]) > 0 ? 0 : 1;
        }
        PUT(hours, b); PUT(hours_0, b == 0 ? sum : NUL);
    }
    memset(o.hours_1_u, 1, n);
    for (i64 i = 0; i < n; i++) {
        i64 day = VALUE(pay_period_end_hi);
        int holds = ru[i] == T && day != NUL && day <= LIMIT && day >= D_2016_10_03;
        PUT(payday, holds ? 0 : NUL); PUT(payday_0, holds ? looked_up(c.eve, day + 15) : NUL);
    }
    EACH { PUT(visa_free, pick(free_[i], 3, 4)); PUT_YES(visa_free_0, free_[i]); }
    EACH { PUT(union_, pick(eaeu[i], 1, 2)); PUT_YES(union_0, eaeu[i]); }
    EACH {
        u8 s = or(TOLD_(agency_in_register), TOLD_(recruiter_convicted)), a = YES(recruiter_convicted);
        PUT(guilty, when(s, a == T ? 0 : a == F ? 1 : 2)); PUT_YES(guilty_0, s == T ? a : U);
    }
    EACH {
        u8 abroad = !t.wants_to_leave_for_u[i] & (t.wants_to_leave_for[i] == C_RU);
        u8 invalid = !t.passport_valid_u[i] & !t.passport_valid[i];
        u8 s = and(HAS(K_TJ), abroad | invalid ? T : F);
        PUT(passport, when(s, 1)); PUT_YES(passport_0, s == T ? T : U);
    }
    EACH {
        i32 by = t.passport_held_by[i];
        u8 kept = is((by == C_employer) | (by == C_intermediary) | (by == C_other), t.passport_held_by_u[i]);
        u8 unpaid = is(t.months_unpaid[i] > 0, t.months_unpaid_u[i]);
        u8 abroad = and(YES(wants_un_complaint), is(t.complaint_against[i] != C_TJ, t.complaint_against_u[i]));
        u8 a = or(or(or(YES(held), SAME(ruling_kind, C_expulsion)), or(YES(expelled_by_court), kept)),
                  or(or(not(YES(may_leave_site)), YES(violence)), or(YES(assaulted), YES(threatened))));
        u8 s = and(and(ru[i], HAS(K_TJ)), surely(or(or(a, unpaid), abroad)));
        PUT(posts, when(s, 7)); PUT(posts_0, when(s, 6));
    }
}

/* -- provisions that read histories ----------------------------------------------------------------------------------- */

#define Z(type, table, column) const type *table##_##column; const u8 *table##_##column##_u;
struct rows { ROWS };
#undef Z
/* Where the rows of each person begin. */
struct offsets { i64 *stays, *patents, *penalties, *decisions, *contracts, *pay; };
#define E(column, k) (r.column##_u[k] ? NUL : (i64)r.column[k])

struct row { i64 lo_e, hi_e, lo_x, hi_x; };
struct span { i64 f, u; };

/* The stays of a person as days surely present and days possibly present, as of the day asked about. */
struct presence {
    struct row *rows;
    struct span *sure, *possible, *one, *other;
    i64 begun, sures, sures_before, possibles, possibles_before, sure_from, possible_from, cap, known_from, first_entry;
    u8 told, here, plain, covers, unbounded, left, exact;
};

static void trim(struct span *rows, i64 n) {
    i64 next = BIG;
    for (i64 k = n - 1; k >= 0; k--) {
        if (rows[k].u >= next) rows[k].u = next - 1;
        next = least(next, rows[k].f);
    }
}

static void lay_out(struct presence *p, struct rows r, i64 a, i64 z, i64 born, i64 known) {
    struct row *rows = p->rows;
    i64 b = born != NUL ? born : FAR, n = z - a, begun = 0, sures = 0, possibles = 0, candidate = -1;
    for (i64 k = 0; k < n; k++) {
        i64 e = E(stays_e_lo, a + k), x = E(stays_x_lo, a + k);
        rows[k].lo_e = b = most(b, e);
        rows[k].lo_x = b = most(b, x);
        if (x == NUL && E(stays_here, a + k) == 1) rows[k].lo_x = BIG;
    }
    b = BIG;
    for (i64 k = n - 1; k >= 0; k--) {
        i64 e = E(stays_e_hi, a + k), x = E(stays_x_hi, a + k);
        if (x != NUL) rows[k].hi_x = b = least(b, x);
        else rows[k].hi_x = E(stays_here, a + k) == 1 ? BIG : least(ON, b);
        if (e != NUL) rows[k].hi_e = b = least(b, e);
        else rows[k].hi_e = x != NUL ? b : least(ON, b);
    }
    while (begun < n && rows[begun].lo_e <= ON) begun++;
    p->begun = begun;
    for (i64 k = 0; k < begun; k++) {
        i64 f = rows[k].hi_e, u = least(rows[k].lo_x, ON);
        if (f <= u) p->sure[sures++] = (struct span){f, u};
    }
    p->here = sures > 0 && p->sure[sures - 1].u >= ON;
    trim(p->sure, sures);
    p->plain = p->here && rows[begun - 1].hi_e <= ON;
    p->sures = sures;
    p->sure_from = p->plain ? p->sure[sures - 1].f : ON;
    p->sures_before = p->plain ? sures - 1 : sures;
    p->cap = p->here && !p->plain ? ON - 1 : BIG;

    p->possible = p->sure + n + 1;
    for (i64 k = 0; k < begun; k++) {
        i64 f = rows[k].lo_e, u = least(rows[k].hi_x, ON);
        if (f > u || (known != NUL && u < known)) continue;
        if (rows[k].hi_e <= ON) candidate = -1;
        if (candidate < 0 && u >= ON) candidate = possibles;
        p->possible[possibles++] = (struct span){f, u};
    }
    p->covers = candidate >= 0;
    p->unbounded = 0;
    if (known != NUL) {
        i64 until = least(known - 1, ON);
        if (possibles && p->possible[0].f <= until) until = p->possible[0].f - 1;
        if (until > FAR) {
            *--p->possible = (struct span){FAR, until};
            possibles++;
            candidate += p->covers;
            p->unbounded = until >= ON;
        }
    }
    trim(p->possible, possibles);
    p->possibles = possibles;
    p->possible_from = p->covers ? p->possible[candidate].f : ON;
    p->possibles_before = p->covers ? candidate : possibles;
    if (p->unbounded) p->possible_from = FAR;
    p->known_from = known;
    p->first_entry = NUL;
    if (known == NUL && n == 0) p->first_entry = ON;
    else if (known == NUL && E(stays_e_lo, a) != NUL && rows[0].lo_e == rows[0].hi_e)
        p->first_entry = least(rows[0].hi_e, ON);
    p->left = begun && E(stays_here, a + begun - 1) == 0 && E(stays_x_lo, a + begun - 1) == NUL && rows[begun - 1].hi_e <= ON;
    p->exact = known == NUL && p->cap == BIG && begun == sures && begun == possibles && p->here == p->covers &&
               p->sure_from == p->possible_from && p->sures_before == p->possibles_before;
    if (p->exact && p->plain)
        p->exact = (begun == 1 ? rows[0].lo_e : most(rows[begun - 1].lo_e, rows[begun - 2].lo_x)) == p->sure_from;
    for (i64 k = 0; p->exact && k < begun; k++)
        p->exact = p->sure[k].f == p->possible[k].f && p->sure[k].u == p->possible[k].u;
}

static inline i64 counted(const struct span *rows, i64 n, i64 a, i64 b) {
    i64 days = 0;
    for (i64 k = 0; k < n; k++) days += most(0, least(rows[k].u, b) - most(rows[k].f, a) + 1);
    return b < a ? 0 : days;
}

static inline i64 used_of(const struct span *rows, i64 n, i64 s, i64 absent) {
    i64 used = 0;
    for (i64 k = n - 1; k >= 0; k--) {
        i64 to = least(rows[k].u, s - 1);
        if (rows[k].f > to) continue;
        if (s - 1 - to - used >= absent) break;
        used += to - rows[k].f + 1;
    }
    return used;
}

static inline i64 day_of(i64 day) { return day > 0 && day <= LAST ? day : NUL; }
static inline i64 agreed(i64 low, i64 high) { return low == high ? low : NUL; }

static inline i64 rolling_of(const struct span *rows, i64 n, i64 s, i64 limit, i64 absent) {
    return day_of(most(s - 1, s + limit - 1 - used_of(rows, n, s, absent)));
}

static inline i64 by_period(i64 limit, i64 used, i64 s, i64 end) {
    i64 left = limit - used;
    return s + left > end ? end + limit : most(s - 1, s + left - 1);
}

static inline i64 fixed_of(const struct span *rows, i64 n, i64 s, i64 first, i64 limit, i64 window) {
    i64 start = first + (s - first) / window * window;
    return day_of(by_period(limit, counted(rows, n, start, s - 1), s, start + window - 1));
}

static inline i64 year_of_days(const struct span *rows, i64 n, i64 s, i64 cap, i64 limit, i64 start) {
    s = most(s, start);
    return day_of(by_period(limit, counted(rows, n, most(year_start(s), start), least(s - 1, cap)), s, year_end(s)));
}

static i64 earlier_rows(const struct presence *p, i64 count, struct span *out) {
    i64 n = 0, known = p->known_from;
    if (known != NUL) out[n++] = (struct span){FAR, known - 1};
    for (i64 k = 0; k < count; k++) {
        i64 to = least(p->rows[k].hi_x, ON);
        if (known != NUL) {
            if (to < known) continue;
            if (n == 1) out[0].u = least(known - 1, p->rows[k].lo_e - 1);
        }
        out[n++] = (struct span){p->rows[k].lo_e, to};
    }
    trim(out, n);
    return n;
}

static i64 surely_earlier(const struct presence *p, i64 count, struct span *out) {
    i64 n = 0;
    for (i64 k = 0; k < count; k++)
        if (p->rows[k].hi_e <= p->rows[k].lo_x && p->rows[k].lo_x <= ON)
            out[n++] = (struct span){p->rows[k].hi_e, p->rows[k].lo_x};
    trim(out, n);
    return n;
}

static i64 in_window(const struct span *rows, i64 n, i64 low, i64 high, i64 days, int greatest) {
    i64 best = counted(rows, n, low - days, low - 1), one = counted(rows, n, high - days, high - 1);
    best = greatest ? most(best, one) : least(best, one);
    for (i64 k = 0; k < n; k++) {
        i64 edges[4] = {rows[k].f, rows[k].u + 1, rows[k].f + days, rows[k].u + 1 + days};
        for (int j = 0; j < 4; j++)
            if (low < edges[j] && edges[j] < high) {
                one = counted(rows, n, edges[j] - days, edges[j] - 1);
                best = greatest ? most(best, one) : least(best, one);
            }
    }
    return best;
}

/* Over each way to tell the present stay apart: days used (`absent` > 0), or days in a window; only where both agree. */
static i64 over_cases(const struct presence *p, i64 days, i64 absent) {
    i64 lowest = BIG, highest = 0, sures, possibles, low, high;
    for (i64 k = p->begun - 1, done = 0; !done;) {
        if (k < 0) {
            if (p->here) break;
            low = high = ON, done = 1, sures = p->sures;
            memcpy(p->one, p->sure, sures * sizeof *p->one);
            possibles = earlier_rows(p, p->begun, p->other);
        } else {
            struct row row = p->rows[k];
            i64 next = row.hi_e <= ON ? -1 : k - 1;
            if (!p->plain && least(row.hi_x, ON) < ON) { k = next; continue; }
            low = most(row.lo_e, k ? p->rows[k - 1].lo_x : FAR);
            if (p->plain) {
                high = row.hi_e, done = 1, sures = p->sures_before;
                memcpy(p->one, p->sure, sures * sizeof *p->one);
            } else {
                high = least(row.hi_e, ON);
                sures = surely_earlier(p, k, p->one);
            }
            possibles = earlier_rows(p, k, p->other);
            k = next;
        }
        if (low < 0) return NUL;
        if (absent > 0) {
            i64 after = possibles ? p->other[0].u + 1 : low;
            for (i64 j = 0; j < possibles; j++) after = most(after, p->other[j].u + 1);
            i64 start = least(most(after, low), high);
            lowest = least(lowest, least(used_of(p->one, sures, high, absent), used_of(p->one, sures, low, absent)));
            highest = most(highest, used_of(p->other, possibles, start, absent));
        } else {
            lowest = least(lowest, in_window(p->one, sures, low, high, days, 0));
            highest = most(highest, in_window(p->other, possibles, low, high, days, 1));
        }
    }
    return agreed(lowest, highest);
}

static inline i64 present(const struct presence *p, i64 first, i64 last) {
    if (!p->told || first == NUL || last == NUL) return NUL;
    i64 low = counted(p->sure, p->sures, first, last);
    return p->exact ? low : agreed(low, counted(p->possible, p->possibles, first, last));
}

/* May the row be of that kind, and count by the day? Two: surely. */
static inline u8 decided(struct rows r, i64 k, int among) {
    u8 may = E(decisions_kind, k) == NUL || among;
    may &= E(decisions_d_lo, k) != NUL ? E(decisions_d_lo, k) <= ON : E(decisions_c_lo, k) == NUL || E(decisions_c_lo, k) <= ON;
    return !may ? 0 : E(decisions_kind, k) != NUL ? 2 : 1;
}

static inline i64 decisions_of(struct rows r, i64 a, i64 z, i64 kind) {
    i64 low = 0, high = 0;
    for (i64 k = a; k < z; k++) {
        u8 d = decided(r, k, E(decisions_kind, k) == kind);
        high += d > 0;
        low += d == 2 && (E(decisions_d_lo, k) == NUL || E(decisions_d_hi, k) <= ON);
    }
    return agreed(low, high);
}

static inline i64 plus_years(i64 day, i64 years) { return day > 0 ? plus_months(day, 12 * years) : day; }

static void heavy_people(i64 n, struct told t, struct heavy o, struct calendar c, struct rows r, struct offsets at,
                        struct presence p, i64 *first, i64 *end) {
    for (i64 i = 0; i < n; i++) {
        u8 ru = SAME(destination, C_RU), russian = HAS(K_RU), eaeu = HAS(EAEU), free_ = HAS(VISA_FREE);
        u8 foreign = and(ru, not(russian));

        /* Stays. */
        i64 low = NUL, high = NUL;
        u8 in_country = YES(in_country);
        p.told = !t.stays_u[i];
        if (p.told) {
            lay_out(&p, r, at.stays[i], at.stays[i + 1], VALUE(birth_date_lo), VALUE(stays_known_from));
            u8 here = p.here ? T : p.unbounded ? U : !p.covers || p.left ? F : U;
            if (t.in_country_u[i]) in_country = here;
            if (p.begun && !p.unbounded && (p.here || (p.covers && !p.left))) {
                struct row last = p.rows[p.begun - 1];
                i64 lo = day_of(last.lo_e), hi = day_of(last.hi_e);
                if (lo != NUL && hi != NUL && hi <= ON && lo <= hi) low = lo, high = hi;
            }
        }
        i64 entered_lo = t.entered_lo_u[i] ? low : t.entered_lo[i], entered_hi = t.entered_hi_u[i] ? high : t.entered_hi[i];
        i64 entered = agreed(entered_lo, entered_hi);
        u8 about = and(foreign, in_country == F ? F : T), visitor = and(about, free_);

        i64 cap_lo = NUL, cap_hi = NUL, roll_lo = NUL, roll_hi = NUL, from_lo = NUL, from_hi = NUL, fixed = NUL;
        if (p.told && (visitor == T || SAME(destination, C_KZ) == T)) {
            cap_lo = day_of(p.possible_from + 89), cap_hi = day_of(p.sure_from + 89);
            roll_hi = rolling_of(p.sure, p.sures_before, p.sure_from, 90, 90);
            from_hi = year_of_days(p.sure, p.sures_before, p.sure_from, p.cap, 90, D_2025_01_01);
            roll_lo = roll_hi, from_lo = from_hi;
            if (!p.exact) {
                roll_lo = rolling_of(p.possible, p.possibles_before, p.possible_from, 90, 90);
                from_lo = p.unbounded ? NUL
                        : year_of_days(p.possible, p.possibles_before, p.possible_from, BIG, 90, D_2025_01_01);
            }
            if (p.first_entry == NUL) fixed = agreed(roll_lo, day_of(p.sure_from + 179));
            else {
                fixed = fixed_of(p.sure, p.sures_before, p.sure_from, p.first_entry, 90, 180);
                if (!p.exact)
                    fixed = agreed(fixed_of(p.possible, p.possibles_before, p.possible_from, p.first_entry, 90, 180), fixed);
            }
        }
        i64 roll = agreed(roll_lo, roll_hi), cap = agreed(cap_lo, cap_hi), from_ = agreed(from_lo, from_hi);

        u8 old_180 = and(visitor, before(entered_lo, D_2025_01_01));
        i64 by_180 = roll == NUL && roll_lo != NUL && roll_lo >= entered_lo ? roll_lo : roll;
        i64 rolling = when(old_180, by_180);
        PUT(rolling, when(old_180, 0)); PUT(rolling_0, rolling);

        i64 b = NUL, earliest = NUL;
        if (visitor == T && entered_lo != NUL) {
            if (entered_lo < D_2014_01_01) {
                if (cap_lo != NUL) b = cap_lo < D_2013_12_31 ? 0 : 1;
                earliest = b == 0 ? cap_lo : b == 1 ? later(rolling, D_2013_12_31) : NUL;
            } else if (entered_lo < D_2025_01_01) {
                if (rolling != NUL) b = rolling < D_2024_12_31 ? 2 : 3;
                earliest = b == 2 ? rolling : b == 3 ? cap_lo : NUL;
            } else {
                b = 4;
                i64 year = from_ != NUL ? from_ : from_lo != NUL && from_lo >= entered_lo ? from_lo : NUL;
                earliest = earlier(year, cap_lo);
            }
        }
        PUT(earliest, b); PUT(earliest_0, earliest);

        b = NUL;
        i64 latest = NUL;
        if (visitor == T && entered_hi != NUL) {
            if (entered_hi < D_2014_01_01) {
                if (cap_hi != NUL) b = cap_hi < D_2013_12_31 ? 0 : 1;
                latest = b == 0 ? cap_hi : b == 1 ? later(roll_hi, D_2013_12_31) : NUL;
            } else if (entered_hi < D_2025_01_01) {
                if (roll_hi != NUL) b = roll_hi < D_2024_12_31 ? 2 : 3;
                latest = b == 2 ? roll_hi : b == 3 ? cap_hi : NUL;
            } else b = 4, latest = earlier(from_hi, cap_hi);
        }
        PUT(latest, b); PUT(latest_0, latest);

        b = NUL;
        i64 one_fixed = NUL;
        if (visitor == T && entered != NUL) {
            if (entered < D_2014_01_01) {
                if (cap != NUL) b = cap < D_2013_12_31 ? 0 : 1;
                one_fixed = b == 0 ? cap : b == 1 ? later(fixed, D_2013_12_31) : NUL;
            } else if (entered < D_2025_01_01) {
                if (fixed != NUL) b = fixed < D_2024_12_31 ? 3 : 4;
                i64 after = later(cap, D_2016_01_09);
                one_fixed = b == 3 ? earlier(fixed, after) : b == 4 ? after : NUL;
            } else b = 5, one_fixed = earliest;
        }
        PUT(fixed, b); PUT(fixed_0, one_fixed);

        PUT(unbroken, when(visitor, 0)); PUT(unbroken_0, when(visitor, cap));
        PUT(left, when(visitor, 0));
        PUT(left_0, visitor == T && earliest != NUL && entered != NUL ? earliest - entered + 1 : NUL);
        PUT(day_of, when(about, 0)); PUT(day_of_0, about == T && entered != NUL ? ON - entered + 1 : NUL);
        PUT(year, when(visitor, 0));
        PUT(year_0, visitor == T ? present(&p, most(year_start(ON), D_2025_01_01), ON) : NUL);

        b = NUL;
        i64 used = NUL;
        if (visitor == T && entered_lo != NUL) {
            b = entered_lo < D_2025_01_01 ? 2 : p.told ? 1 : NUL;
            if (b == 1 && entered != NUL) used = present(&p, most(year_start(entered), D_2025_01_01), entered - 1);
            if (b == 2 && p.told && !p.unbounded)
                used = p.exact ? used_of(p.sure, p.sures_before, p.sure_from, 90) : over_cases(&p, 0, 90);
        }
        PUT(used, b); PUT(used_0, used);

        /* Papers that prolonged stays until 15 June 2021. */
        u8 old = and(visitor, before(entered_lo, D_2021_06_15 + 1));
        u8 within = is(earliest >= D_2020_03_15 && earliest <= D_2021_06_15, earliest == NUL);
        u8 suspended = old == T ? within : old == F ? F : U;
        b = when(visitor, pick(suspended, 0, 1));
        PUT(end, b); PUT(end_0, b == 0 ? D_2021_06_15 : b == 1 ? earliest : NUL);

        i64 paper = VALUE(last_lawful_day_lo);
        if (paper != VALUE(last_lawful_day_hi)) paper = NUL;
        u8 s = and(foreign, paper != NUL ? T : F);
        u8 other_stay = in_country == T && entered_lo != NUL && paper < entered_lo;
        PUT(paper, when(s, other_stay ? 0 : 1)); PUT_YES(paper_0, s == T ? (other_stay ? F : T) : U);

        i64 entry = VALUE(planned_entry_lo);
        if (entry != VALUE(planned_entry_hi)) entry = NUL;
        s = and(and(foreign, free_), entry != NUL && in_country == F && eaeu != T ? T : F);
        b = s == T && entry <= LIMIT ? (entry >= D_2025_01_01 ? 1 : entry >= D_2014_01_01 ? 0 : NUL) : NUL;
        i64 spent = b == NUL ? NUL : present(&p, b ? year_start(entry) : entry - 179, entry - 1);
        PUT(planned, b); PUT(planned_0, spent == NUL ? NUL : most(0, 90 - spent));

        /* Kazakhstan. */
        u8 kz = and(SAME(destination, C_KZ), not(HAS(K_KZ))), tj = HAS(K_TJ), uz = HAS(K_UZ);
        b = NUL;
        i64 last = NUL;
        if (kz == T && entered_lo != NUL && entered_lo <= LIMIT) {
            i64 e = entered_lo;
            b = e >= D_2023_01_27 ? (tj == T ? 5 : uz == T ? 6 : 7)
              : e >= D_2019_01_17 ? (tj == T && SURE(registered) == T ? 2 : tj == T ? 3 : 4)
              : e >= D_2018_03_14 ? 1 : e >= D_2006_01_01 ? 0 : NUL;
            last = b == 2 ? e + 89 : b == 3 || b == 5 || b == 6 ? e + 29 : NUL;
        }
        PUT(kz_last, b); PUT(kz_last_0, last);
        b = NUL;
        if (kz == T && p.told && !p.unbounded && (p.exact || over_cases(&p, 180, 0) != NUL)) b = pick(or(tj, uz), 0, 1);
        PUT(kz_each, b); PUT(kz_each_0, b == 0 ? earlier(roll, fixed) : NUL);

        /* Patents. */
        u8 patent = YES(has_patent);
        if (patent == U && !t.patents_u[i]) {
            patent = F;
            for (i64 k = at.patents[i]; k < at.patents[i + 1] && patent != T; k++)
                if (E(patents_i_lo, k) == NUL || E(patents_i_hi, k) <= ON) patent = T;
                else if (E(patents_i_lo, k) <= ON) patent = U;
        }
        b = NUL;
        if (visitor == T && entered_lo != NUL && entered_lo <= LIMIT && entered_lo >= D_2021_12_29)
            b = pick(and(SAME(purpose, C_work), entered != NUL ? T : U), 0, 1);
        i64 term = b == 0 ? 30 : 90;
        PUT(prints, b); PUT(prints_0, b == NUL ? NUL : entered_lo + term - 1);
        PUT(prints_1, b == NUL || entered_hi == NUL ? NUL : entered_hi + term);
        PUT_YES(prints_2, b == NUL ? U : or(YES(fingerprints_done), surely(patent)));

        /* Contracts. */
        i64 made = NUL, ended = NUL;
        u8 contract = YES(has_contract);
        if (!t.contracts_u[i]) {
            i64 a = at.contracts[i], z = at.contracts[i + 1], made_from = FAR, latest_row = -1;
            for (i64 k = a; k < z; k++) {
                i64 m = E(contracts_m_lo, k);
                if (m != NUL && m > ON) continue;
                if (m == NUL || E(contracts_m_hi, k) >= made_from) latest_row = k;
                if (m != NUL) made_from = most(made_from, m);
            }
            if (latest_row >= 0) {
                i64 k = latest_row;
                if (E(contracts_m_lo, k) <= ON) made = agreed(E(contracts_m_lo, k), E(contracts_m_hi, k));
                if (E(contracts_n_lo, k) <= ON) ended = agreed(E(contracts_n_lo, k), E(contracts_n_hi, k));
            }
            if (contract == U) contract = z > a ? T : F;
        }
        s = and(and(ru, eaeu), not(russian));
        b = when(s, ended != NUL && ended < ON ? 0 : pick(contract, 1, 2));
        PUT(by_contract, b); PUT_YES(by_contract_0, b == 1 ? T : b == NUL ? U : F);
        u8 not_russian = and(ru, not(russian));
        s = not_russian == T && ended != NUL && ended <= LIMIT && ended >= D_2015_01_01;
        PUT(notice_end, s ? 0 : NUL); PUT(notice_end_0, s ? looked_up(c.third, ended) : NUL);
        s = not_russian == T && made != NUL && made <= LIMIT && made >= D_2015_01_01;
        PUT(notice, s ? 0 : NUL); PUT(notice_0, s ? looked_up(c.third, made) : NUL);

        /* Pay. */
        i64 owed_low = NUL, owed_high = NUL, due_low = NUL, due_high = NUL;
        if (!t.pay_u[i]) {
            u8 no_sum = 0, no_day = 0;
            owed_low = owed_high = 0;
            for (i64 k = at.pay[i]; k < at.pay[i + 1]; k++) {
                i64 due = E(pay_due_lo, k), due_to = E(pay_due_hi, k), paid = E(pay_paid_lo, k), sum = E(pay_kopecks, k);
                if ((due != NUL && due > ON) || (paid != NUL && E(pay_paid_hi, k) <= ON)) continue;
                u8 surely_ = (due == NUL || due_to <= ON) && (paid == NUL || paid > ON);
                if (sum == NUL) no_sum = 1;
                else owed_high += sum, owed_low += surely_ ? sum : 0;
                if (due == NUL) { no_day = 1; continue; }
                due_low = due_low == NUL ? due : least(due_low, due);
                if (surely_) due_high = due_high == NUL ? due_to : least(due_high, due_to);
            }
            if (no_sum) owed_high = NUL;
            if (no_day) due_low = NUL;
        }
        i64 owed = agreed(owed_low, owed_high);
        u8 whole = !t.months_unpaid_u[i] && t.months_unpaid[i] >= 1, part = !t.months_part_paid_u[i] && t.months_part_paid[i] >= 1;
        u8 problem = YES(pay_problem), claim;
        claim = owed == 0 ? F : owed != NUL || due_low != NUL || problem == T || whole || part ? T : F;
        s = and(ru, claim);
        b = when(s, due_high == NUL ? NUL : ON - due_high > 15 ? 0 : 1);
        PUT(stop, b); PUT_YES(stop_0, b == 0 ? T : U);
        b = owed != NUL && owed > 0 ? 0 : whole ? 1 : part ? 2 : due_low != NUL ? 3 : owed != NUL ? 4 : pick(problem, 5, 6);
        b = when(ru, b);
        PUT(unpaid, b); PUT_YES(unpaid_0, b == NUL ? U : b == 4 || b == 6 ? F : T);
        s = and(ru, owed_low != NUL && owed_low > 0 ? T : F);
        b = when(s, owed != NUL ? 0 : 1);
        PUT(total, b); PUT(total_0, b == 0 ? owed : b == 1 ? owed_low : NUL);
        o.total_1_u[i] = 1;

        /* Decisions. */
        i64 executed_low = NUL, executed_high = NUL, removals = NUL, bans = NUL, unwanted = NUL;
        u8 had = or(or(TOLD_(decisions), SURE(expelled_by_court)), YES(has_decisions));
        if (!t.decisions_u[i]) {
            i64 a = at.decisions[i], z = at.decisions[i + 1], lowest = 0, highest = 0;
            u8 open_ = 0;
            for (i64 k = a; k < z; k++) {
                i64 kind = E(decisions_kind, k), x = E(decisions_x_lo, k), x_to = E(decisions_x_hi, k);
                u8 d = decided(r, k, kind == C_expulsion || kind == C_deportation || kind == C_readmission);
                if (!d) continue;
                highest++;
                lowest += d == 2 && (E(decisions_d_lo, k) == NUL || E(decisions_d_hi, k) <= ON);
                if (x == NUL) { open_ = 1; continue; }
                if (d == 2 && x_to <= ON) executed_low = most(executed_low, x);
                if (x <= ON) executed_high = most(executed_high, least(x_to, ON));
            }
            if (open_) executed_high = NUL;
            removals = agreed(lowest, highest);
            bans = decisions_of(r, a, z, C_entry_ban), unwanted = decisions_of(r, a, z, C_undesirability);
        }
        i64 executed = agreed(executed_low, executed_high);
        b = NUL;
        if (foreign == T && had == T) {
            if (executed != NUL && ON > plus_years(executed, 10)) b = 0;
            else if (in_country == U && executed == NUL) b = NUL;
            else if (in_country == T && executed == NUL) b = 1;
            else if (removals == NUL) b = NUL;
            else b = removals < 2 ? 4 : executed != NUL && executed < D_2013_01_01 ? 2 : 3;
        }
        u8 bars = b == 2 || b == 3;
        PUT(expelled, b); PUT(expelled_0, bars ? C_mandatory : NUL); PUT(expelled_1, bars ? 10 : NUL);
        PUT(expelled_2, bars ? executed : NUL); PUT(expelled_3, bars ? plus_years(executed, 10) : NUL);

        i64 learned = agreed(VALUE(ban_learned_on_lo), VALUE(ban_learned_on_hi));
        u8 banned = or(is(bans >= 1, bans == NUL), is(unwanted >= 1, unwanted == NUL));
        banned = or(or(learned != NUL ? T : F, YES(ban_known)), and(TOLD_(decisions), banned));
        PUT(known_ban, when(foreign, 0)); PUT_YES(known_ban_0, foreign == T ? banned : U);

        /* Penalties. */
        i64 repeated = NUL;
        u8 twice = U, fined = or(TOLD_(penalties), YES(has_penalties));
        if (foreign == T && fined == T && !t.penalties_u[i]) {
            i64 m = 0;
            u8 plain = 1;
            for (i64 k = at.penalties[i]; k < at.penalties[i + 1]; k++) {
                i64 lo = E(penalties_f_lo, k);
                if (lo != NUL && lo > ON) continue;
                first[m] = lo == NUL ? FAR : lo, end[m] = lo == NUL ? ON : E(penalties_f_hi, k);
                plain &= first[m] == end[m];
                m++;
            }
            twice = F;
            for (i64 k = 0; m >= 2 && k < m; k++) {
                i64 late = least(end[k], ON), sure_end = plus_years(first[k], 3), open_end = plus_years(late, 3);
                i64 sure = 0, perhaps = 0;
                for (i64 j = 0; j < m; j++) {
                    sure += first[k] > FAR && first[j] >= first[k] && end[j] <= sure_end && end[j] <= ON;
                    perhaps += first[j] <= open_end && least(end[j], ON) >= late;
                }
                if (sure >= 2) { twice = T; break; }
                if (perhaps >= 2) twice = U;
            }
            if (plain) {
                for (i64 k = 1; k < m; k++)
                    for (i64 j = k; j > 0 && first[j - 1] > first[j]; j--) {
                        i64 day = first[j];
                        first[j] = first[j - 1], first[j - 1] = day;
                    }
                for (i64 k = m - 1; k >= 1 && repeated == NUL; k--)
                    if (plus_years(first[k - 1], 3) >= first[k]) repeated = day_of(first[k]);
            }
        }
        b = NUL;
        if (foreign == T && fined == T)
            b = repeated != NUL && ON > plus_years(repeated, 3) ? 0 : pick(twice, 1, 2);
        PUT(offences, b); PUT(offences_0, b == 1 ? C_discretionary : NUL); PUT(offences_1, b == 1 ? 3 : NUL);
        PUT(offences_2, b == 1 ? repeated : NUL); PUT(offences_3, b == 1 ? plus_years(repeated, 3) : NUL);
    }
}

/* -- what bench/limit.py calls ---------------------------------------------------------------------------------------- */

void simple(i64 n, const struct told *told, const struct simple *out, const struct calendar *calendar) {
    for (i64 from = 0; from < n; from += BLOCK) {
        struct told t = *told;
        struct simple o = *out;
#define X(type, name) t.name += from, t.name##_u += from;
        TOLD
#define Y(type, name, id, what) o.name += from, o.name##_u += from;
        SIMPLE
        simple_block(least(BLOCK, n - from), t, o, *calendar);
    }
}

/* `whose` is, for each table of events in the order of `struct offsets`, the place of the person of each of its rows. */
void heavy(i64 n, const struct told *told, const struct heavy *out, const struct calendar *calendar, const struct rows *rows,
           const i64 **whose, const i64 *counts) {
    struct offsets at;
    i64 **tables[] = {&at.stays, &at.patents, &at.penalties, &at.decisions, &at.contracts, &at.pay}, longest = 0;
    for (int table = 0; table < 6; table++) {
        i64 *first = *tables[table] = malloc((n + 1) * sizeof(i64)), k = 0;
        for (i64 i = 0; i < n; i++) {
            first[i] = k;
            while (k < counts[table] && whose[table][k] == i) k++;
            longest = most(longest, k - first[i]);
        }
        first[n] = k;
    }
    struct span *room = malloc(6 * (longest + 2) * sizeof *room);
    struct presence p = {.sure = room, .one = room + 2 * longest + 4, .other = room + 3 * longest + 6};
    p.rows = malloc((longest + 1) * sizeof *p.rows);
    i64 *days = malloc(2 * (longest + 1) * sizeof *days);
    heavy_people(n, *told, *out, *calendar, *rows, at, p, days, days + longest + 1);
    for (int table = 0; table < 6; table++) free(*tables[table]);
    free(room), free(p.rows), free(days);
}
