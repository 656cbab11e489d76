// The law on a phone without a line: answers one person from a pack (docs/phone-pack.md), as the rulebook itself would.
//
// Old browsers run it as it stands: no framework, no newer syntax than ES5. Unknown is null, and nothing else is ever null.
// Days are whole numbers (1 January of year 1 is day 1), sums are whole kopecks. A number too large to be exact stops the
// answer (`too_large`) instead of bending it. Each part says which part of src/hamroh/rulebook/ it follows.
(function (root, make) {
  "use strict";
  if (typeof module === "object" && module.exports) module.exports = make();
  else root.HamrohLaw = make();
})(this, function () {
  "use strict";

  var FORMAT = 1;
  var KNOWN = "known", UNKNOWN = "unknown", DISPUTED = "disputed", NOT_APPLICABLE = "does_not_apply", NO_VERSION = "no_version";
  var DOES_NOT_APPLY = "does not apply";
  var FAR = -1e8, BIG = 1e8, EXACT = 9007199254740991, LAST_ORDINAL = 3652059;
  var HISTORIES = ["stays", "patents", "penalties", "decisions", "contracts", "pay", "registrations"];

  // What was said cannot be so, or cannot be answered from this pack: `code` has words on the page, the rest says where.
  function Fault(code, fact, row, field) {
    this.code = code;
    this.fact = fact || "";
    this.row = row === undefined ? null : row;
    this.field = field || "";
    this.message = code + (fact ? ": " + fact : "");
  }
  Fault.prototype.toString = function () { return this.message; };

  function exact(n) {
    if (n > EXACT || n < -EXACT) throw new Fault("too_large");
    return n;
  }

  // What is kept under names from a pack or from a person: nothing is inherited, and no name means anything to the language.
  function bare() { return Object.create(null); }
  function has(object, key) { return Object.prototype.hasOwnProperty.call(object, key); }

  // Sorted by lists of keys, in order of standing where all are equal: what old browsers do not promise.
  function sortedBy(rows, keys) {
    var held = [], i;
    for (i = 0; i < rows.length; i++) held.push([keys(rows[i]), i, rows[i]]);
    held.sort(function (a, b) {
      for (var k = 0; k < a[0].length; k++) {
        if (a[0][k] < b[0][k]) return -1;
        if (a[0][k] > b[0][k]) return 1;
      }
      return a[1] - b[1];
    });
    for (i = 0; i < held.length; i++) held[i] = held[i][2];
    return held;
  }

  // Sentences in order, each once.
  function Said() { this.list = []; this.seen = bare(); }
  Said.prototype.add = function (text) {
    if (!has(this.seen, "$" + text)) { this.seen["$" + text] = true; this.list.push(text); }
  };
  Said.prototype.addAll = function (other) { for (var i = 0; i < other.list.length; i++) this.add(other.list[i]); };

  // -- days (days.py) -------------------------------------------------------------------------------------------------

  function leap(y) { return y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0); }
  function monthDays(y, m) { return m === 2 ? (leap(y) ? 29 : 28) : m === 4 || m === 6 || m === 9 || m === 11 ? 30 : 31; }
  var BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

  function ordinal(y, m, d) {
    var b = y - 1;
    return b * 365 + Math.floor(b / 4) - Math.floor(b / 100) + Math.floor(b / 400) + BEFORE_MONTH[m] + (m > 2 && leap(y) ? 1 : 0) + d;
  }
  function civil(n) {
    var z = n + 305, era = Math.floor(z / 146097), doe = z - era * 146097;
    var yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
    var doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100)), mp = Math.floor((5 * doy + 2) / 153);
    var m = mp < 10 ? mp + 3 : mp - 9;
    return [yoe + era * 400 + (m <= 2 ? 1 : 0), m, doy - Math.floor((153 * mp + 2) / 5) + 1];
  }
  function plusMonths(n, months) {
    var c = civil(n), all = c[0] * 12 + c[1] - 1 + months, y = Math.floor(all / 12), m = all - y * 12 + 1;
    return ordinal(y, m, Math.min(c[2], monthDays(y, m)));
  }
  function plusYears(n, years) { return plusMonths(n, 12 * years); }
  function yearOf(n) { return civil(n)[0]; }
  function two(n) { return (n < 10 ? "0" : "") + n; }
  function iso(n) {
    if (n === null) return null;
    var c = civil(n);
    return ("000" + c[0]).slice(-4) + "-" + two(c[1]) + "-" + two(c[2]);
  }
  // 2019-03-01, 2019-03 or 2019 as [earliest, latest]; null for anything else.
  function span(text) {
    var found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
    if (!found) return null;
    var y = +found[1], m = found[2] === undefined ? 0 : +found[2], d = found[3] === undefined ? 0 : +found[3];
    if (y < 1 || (found[2] !== undefined && (m < 1 || m > 12))) return null;
    if (found[3] !== undefined) {
      if (d < 1 || d > monthDays(y, m)) return null;
      return [ordinal(y, m, d), ordinal(y, m, d)];
    }
    return m ? [ordinal(y, m, 1), ordinal(y, m, monthDays(y, m))] : [ordinal(y, 1, 1), ordinal(y, 12, 31)];
  }

  // Places in a sorted list: how many are below, how many are not above.
  function below(days, day) {
    var a = 0, b = days.length;
    while (a < b) { var m = (a + b) >> 1; if (days[m] < day) a = m + 1; else b = m; }
    return a;
  }
  function upTo(days, day) {
    var a = 0, b = days.length;
    while (a < b) { var m = (a + b) >> 1; if (days[m] <= day) a = m + 1; else b = m; }
    return a;
  }

  // -- working days (working_days.py) ---------------------------------------------------------------------------------

  function pairs(numbers) {
    var out = [], day = 0;
    for (var i = 0; i < numbers.length; i += 2) { day += numbers[i]; out.push([day, numbers[i + 1]]); }
    return out;
  }
  function weekend(day) { return (day + 6) % 7 >= 5; }

  function Calendar(told) {
    this.first = told.first;
    this.last = told.last;
    this.rows = pairs(told.days);
    this.declared = pairs(told.declared);
    var signed = {}, i;
    for (i = 0; i < this.declared.length; i++) signed[this.declared[i][1]] = true;
    this.signed = [];
    for (var day in signed) this.signed.push(+day);
    this.signed.sort(function (a, b) { return a - b; });
    this.tables = {};
  }
  // The working days in order; a second list when doubtful days work in one and not in the other.
  Calendar.prototype.days = function (off, known) {
    var decrees = off ? upTo(this.signed, known) : 0;
    if (this.tables[decrees]) return this.tables[decrees];
    var works = {}, doubtful = [], i, day, ways, out = [];
    for (i = 0; i < this.rows.length; i++) {
      works[this.rows[i][0]] = (this.rows[i][1] & 1) === 1;
      if (this.rows[i][1] & 2) doubtful.push(this.rows[i]);
    }
    for (i = 0; i < this.declared.length; i++) {
      if (decrees && this.declared[i][1] <= this.signed[decrees - 1]) works[this.declared[i][0]] = false;
    }
    ways = doubtful.length ? [true, false] : [null];
    for (var w = 0; w < ways.length; w++) {
      var way = {}, list = [];
      for (day in works) way[day] = works[day];
      for (i = 0; i < doubtful.length; i++) {
        day = doubtful[i][0];
        // Only a holiday is in doubt: a weekend stays one.
        way[day] = ways[w] && !(weekend(day) && !(doubtful[i][1] & 1));
      }
      for (day = this.first; day <= this.last; day++) {
        if (way[day] === undefined ? !weekend(day) : way[day]) list.push(day);
      }
      out.push(list);
    }
    this.tables[decrees] = out;
    return out;
  };
  Calendar.prototype.nth = function (day, n, itself, off, known) {
    if (n === 0 || day < this.first || day > this.last) return null;
    var ways = this.days(off, known), answer = null;
    for (var w = 0; w < ways.length; w++) {
      var days = ways[w], at = n > 0 ? (itself ? below(days, day) : upTo(days, day)) + n - 1 : (itself ? upTo(days, day) : below(days, day)) + n;
      if (at < 0 || at >= days.length || (answer !== null && answer !== days[at])) return null;
      answer = days[at];
    }
    return answer;
  };
  Calendar.prototype.nth_working_day_from = function (off, known, day, n) { return this.nth(day, n, true, off, known); };
  Calendar.prototype.nth_working_day_after = function (off, known, day, n) { return this.nth(day, n, false, off, known); };
  Calendar.prototype.working_day_on_or_before = function (off, known, day) { return this.nth(day, -1, true, off, known); };
  Calendar.prototype.working_day_on_or_after = function (off, known, day) { return this.nth(day, 1, true, off, known); };
  Calendar.prototype.is_working_day = function (off, known, day) {
    if (day < this.first || day > this.last) return null;
    var ways = this.days(off, known), answer = null;
    for (var w = 0; w < ways.length; w++) {
      var at = below(ways[w], day), works = ways[w][at] === day;
      if (answer !== null && answer !== works) return null;
      answer = works;
    }
    return answer;
  };

  // -- series (series.py) ---------------------------------------------------------------------------------------------

  // [first day, last day, ...] of the reading that holds on the day; undefined when none does.
  function held(rows, day) {
    if (!rows) return undefined;
    var a = 0, b = rows.length;
    while (a < b) { var m = (a + b) >> 1; if (rows[m][0] <= day) a = m + 1; else b = m; }
    return a && day <= rows[a - 1][1] ? rows[a - 1] : undefined;
  }
  function seriesOf(name, told) {
    if (name === "ru.sector_closed" || name === "ru.sector_may_be_closed") {
      return function (region, sector, day) { return closed(told[region] || [], sector, day, name === "ru.sector_closed"); };
    }
    if (name === "ru.foreign_share_limit") {
      return function (activity, region, day) {
        var row = held(told[activity], day);
        if (row === undefined) return null;
        return has(row[4], region) ? row[4][region] : row[3].indexOf(region) >= 0 ? null : row[2];
      };
    }
    return function (key, day) {
      var row = day === undefined ? held(told[""], key) : held(told[key], day);
      return row === undefined ? null : row[2];
    };
  }
  function closed(rows, sector, day, surely) {
    for (var i = 0; i < rows.length; i++) {
      var start = rows[i][0], end = rows[i][1], whole = rows[i][2].indexOf(sector) >= 0;
      var first = start ? start[1] : LAST_ORDINAL, last = end ? end[0] : first;
      if (first <= day && day <= last && whole) return true;
      if (surely || (start && day < start[0]) || (end && day > end[1])) continue;
      if (whole || rows[i][3].indexOf(sector) >= 0) return true;
    }
    return null;
  }

  // A sum times a number over another, as [quotient, remainder], without leaving the exact numbers on the way.
  function share(sum, times, over) {
    var whole = Math.floor(sum / over), rest = exact((sum - whole * over) * times);
    var more = Math.floor(rest / over);
    return [exact(exact(whole * times) + more), rest - more * over];
  }

  // A rate and the number it is divided by, day by day, with running sums over one common denominator.
  function Rates(told, calendar) {
    var i, rows = this.rows = told.rates;
    this.calendar = calendar;
    this.runsTo = [];
    this.bottom = 1;
    this.tops = [0];
    for (i = 0; i < rows.length; i++) {
      this.runsTo.push(rows[i][1]);
      this.bottom = this.bottom / common(this.bottom, rows[i][3]) * rows[i][3];
    }
    for (i = rows.length - 2; i >= 0; i--) if (rows[i][1] + 1 === rows[i + 1][0]) this.runsTo[i] = this.runsTo[i + 1];
    for (i = 0; i < rows.length; i++) this.tops.push(this.before(i, rows[i][1] + 1));
  }
  function common(a, b) { return b ? common(b, a % b) : a; }
  Rates.prototype.stretch = function (day) {
    var a = 0, b = this.rows.length;
    while (a < b) { var m = (a + b) >> 1; if (this.rows[m][0] <= day) a = m + 1; else b = m; }
    return a - 1;
  };
  Rates.prototype.before = function (i, day) {
    return this.tops[i] + (day - this.rows[i][0]) * this.rows[i][2] * (this.bottom / this.rows[i][3]);
  };
  // [numerator over `bottom`, last day reached]
  Rates.prototype.sum = function (first, last) {
    var i = this.stretch(first);
    if (last < first || i < 0 || first > this.rows[i][1]) return [0, first - 1];
    var reached = Math.min(last, this.runsTo[i]);
    return [this.before(this.stretch(reached), reached + 1) - this.before(i, first), reached];
  };
  Rates.prototype.dueDay = function (day) {
    return this.calendar ? this.calendar.working_day_on_or_before(false, 0, day) : day;
  };

  // -- histories (histories.py) ---------------------------------------------------------------------------------------

  function within(ordinal_) { return ordinal_ !== null && ordinal_ > 0 && ordinal_ <= LAST_ORDINAL ? ordinal_ : null; }
  function leastOf(list) { return list.length ? Math.min.apply(null, list) : null; }
  function mostOf(list) { return list.length ? Math.max.apply(null, list) : null; }

  function countDays(rows, a, b) {
    var days = 0;
    if (b < a) return 0;
    for (var i = 0; i < rows.length; i++) {
      var f = rows[i][0], t = rows[i][1];
      if (t >= a && f <= b) days += (t < b ? t : b) - (f > a ? f : a) + 1;
    }
    return days;
  }
  function usedDays(rows, s, absent) {
    var used = 0;
    for (var i = rows.length - 1; i >= 0; i--) {
      var f = rows[i][0], t = rows[i][1];
      if (t >= s) t = s - 1;
      if (f <= t) {
        if (s - 1 - t - used >= absent) break;
        used += t - f + 1;
      }
    }
    return used;
  }
  function byPeriod(limit, used, s, periodEnd) {
    var left = limit - used;
    if (s + left > periodEnd) return periodEnd + limit;
    return Math.max(s - 1, s + left - 1);
  }
  function lastInYear(limit, s, before, start) {
    s = Math.max(s, start);
    if (s <= 0) return FAR;
    var y = yearOf(s);
    return byPeriod(limit, countDays(before, Math.max(ordinal(y, 1, 1), start), s - 1), s, ordinal(y, 12, 31));
  }
  function yearsAfter(day, years) { return day > 0 ? plusYears(day, years) : day; }
  function monthsTo(issued, months) { return plusMonths(issued, months) - 1; }
  function fold(issued, payments, months, most) {
    var limit = monthsTo(issued, Math.min(months, most));
    for (var i = 0; i < payments.length; i++) {
      if (payments[i][0] > limit && payments[i][0] > issued) break;
      months += payments[i][1];
      limit = monthsTo(issued, Math.min(months, most));
    }
    return limit;
  }
  function trimmed(rows) {
    var next = BIG, out = [], i;
    for (i = rows.length - 1; i >= 0; i--) {
      var f = rows[i][0], t = rows[i][1];
      out.unshift(t >= next ? [f, next - 1] : rows[i]);
      if (f < next) next = f;
    }
    return out;
  }

  // Stays as two sets of days: disjoint [from, to] rows, and the first day of the present stay in either.
  function Presence(rows, on, born, knownFrom) {
    var n = rows.length, loE = [], loX = [], hiE = [], hiX = [], b = born, i, f, t, row;
    this.rows = rows;
    this.on = on;
    this.knownFrom = knownFrom;
    for (i = 0; i < n; i++) {
      row = rows[i];
      if (row.entry) b = Math.max(b, row.entry[0]);
      loE[i] = b;
      if (row.exit) { b = Math.max(b, row.exit[0]); loX[i] = b; } else loX[i] = row.still_here === true ? BIG : b;
    }
    b = BIG;
    for (i = n - 1; i >= 0; i--) {
      row = rows[i];
      if (row.exit) { b = Math.min(b, row.exit[1]); hiX[i] = b; } else hiX[i] = row.still_here === true ? BIG : Math.min(on, b);
      if (row.entry) { b = Math.min(b, row.entry[1]); hiE[i] = b; } else hiE[i] = row.exit ? b : Math.min(on, b);
    }
    this.loE = loE; this.hiE = hiE; this.loX = loX; this.hiX = hiX;
    this.begun = 0;
    for (i = 0; i < n; i++) if (loE[i] <= on) this.begun++;

    var sure = [];
    for (i = 0; i < this.begun; i++) {
      f = hiE[i]; t = Math.min(loX[i], on);
      if (f <= t) sure.push([f, t]);
    }
    this.here = sure.length > 0 && sure[sure.length - 1][1] >= on;
    this.sure = trimmed(sure);
    if (this.here && hiE[this.begun - 1] <= on) {
      this.sureFrom = this.sure[this.sure.length - 1][0];
      this.sureBefore = this.sure.slice(0, -1);
    } else if (this.here) {
      this.sureFrom = on;
      this.sureBefore = trimmed(sure.concat([[on, on]])).slice(0, -1);
    } else {
      this.sureFrom = on;
      this.sureBefore = this.sure;
    }

    var possible = [], candidate = -1;
    for (i = 0; i < this.begun; i++) {
      f = loE[i]; t = Math.min(hiX[i], on);
      if (f > t || (knownFrom !== null && t < knownFrom)) continue;
      if (hiE[i] <= on) candidate = -1;
      if (candidate < 0 && t >= on) candidate = possible.length;
      possible.push([f, t]);
    }
    this.covers = candidate >= 0;
    this.unbounded = false;
    if (knownFrom !== null) {
      var until = Math.min(knownFrom - 1, on);
      if (possible.length && possible[0][0] <= until) until = possible[0][0] - 1;
      if (until > FAR) {
        possible.unshift([FAR, until]);
        if (this.covers) candidate++;
        this.unbounded = until >= on;
      }
    }
    this.possible = trimmed(possible);
    if (this.covers) {
      this.possibleFrom = possible[candidate][0];
      this.possibleBefore = this.possible.slice(0, candidate);
    } else {
      this.possibleFrom = this.unbounded ? FAR : on;
      this.possibleBefore = this.possible;
    }
    if (this.unbounded) this.possibleFrom = FAR;

    var entry = n ? rows[0].entry : null;
    this.firstEntry = knownFrom !== null ? null : !n ? on : entry && loE[0] === hiE[0] ? Math.min(hiE[0], on) : null;
  }
  Presence.prototype.earlier = function (before) {
    var rows = [], i, k = this.knownFrom;
    for (i = 0; i < before; i++) {
      var t = Math.min(this.hiX[i], this.on);
      if (k === null || t >= k) rows.push([this.loE[i], t]);
    }
    if (k !== null) rows.unshift([FAR, rows.length ? Math.min(k - 1, rows[0][0] - 1) : k - 1]);
    return trimmed(rows);
  };
  Presence.prototype.sureUpTo = function (before) {
    var rows = [];
    for (var i = 0; i < before; i++) {
      if (this.hiE[i] <= this.loX[i] && this.loX[i] <= this.on) rows.push([this.hiE[i], this.loX[i]]);
    }
    return trimmed(rows);
  };
  // Each way to tell the present stay apart: its first day from, to, the sure and the possible earlier rows.
  Presence.prototype.cases = function () {
    var on = this.on, i, out = [];
    if (this.here && this.begun && this.hiE[this.begun - 1] <= on) {
      i = this.begun - 1;
      return [[Math.max(this.loE[i], i ? this.loX[i - 1] : FAR), this.hiE[i], this.sureBefore, this.earlier(i)]];
    }
    for (i = this.begun - 1; i >= 0; i--) {
      if (Math.min(this.hiX[i], on) >= on) {
        out.push([Math.max(this.loE[i], i ? this.loX[i - 1] : FAR), Math.min(this.hiE[i], on), this.sureUpTo(i), this.earlier(i)]);
      }
      if (this.hiE[i] <= on) break;
    }
    if (!this.here) out.push([on, on, this.sure, this.earlier(this.begun)]);
    return out;
  };

  var NONE = [null, null];

  function AsOf(told, on) { this.told = told; this.on = on; this.pairs = {}; }

  AsOf.prototype.stays = function () {
    if (this.presence === undefined) {
      var h = this.told;
      this.presence = h.stays === null ? null : new Presence(h.stays, this.on, h.born === null ? FAR : h.born, h.stays_known_from);
    }
    return this.presence;
  };
  AsOf.prototype.in_country = function () {
    var p = this.stays();
    if (p === null) return null;
    if (p.here) return true;
    if (p.unbounded) return null;
    if (!p.covers) return false;
    var i = p.begun - 1;
    return p.rows[i].still_here === false && !p.rows[i].exit && p.hiE[i] <= this.on ? false : null;
  };
  AsOf.prototype.presentEntry = function () {
    var p = this.stays();
    if (p === null || p.begun === 0 || this.in_country() === false || p.unbounded) return null;
    var i = p.begun - 1, lo = within(p.loE[i]), hi = within(p.hiE[i]);
    return lo === null || hi === null || p.hiE[i] > this.on || lo > hi ? null : [lo, hi];
  };
  AsOf.prototype.lastExit = function () {
    var p = this.stays();
    if (p === null) return null;
    for (var i = p.begun - 1; i >= 0; i--) {
      var row = p.rows[i], hi = p.hiX[i];
      if ((row.exit || row.still_here === false || i + 1 < p.begun) && hi <= this.on && p.hiE[i] <= this.on) {
        var loDay = within(p.loX[i]), hiDay = within(hi);
        return loDay === null || hiDay === null || loDay > hiDay ? null : [loDay, hiDay];
      }
      if (p.loX[i] <= this.on) return null;
    }
    return null;
  };

  // Each of these gives [least, most] or [earliest, latest]; null for a bound not known.
  var BOUNDED = {
    stay_start: function () {
      var p = this.stays();
      return p === null ? NONE : [within(p.possibleFrom), within(p.sureFrom)];
    },
    days_present: function (a, b) {
      var p = this.stays();
      return p === null ? NONE : [countDays(p.sure, a, b), countDays(p.possible, a, b)];
    },
    days_present_in_year: function (year) {
      return BOUNDED.days_present.call(this, ordinal(year, 1, 1), ordinal(year, 12, 31));
    },
    days_present_before: function (days) {
      var p = this.stays();
      if (p === null || p.unbounded) return NONE;
      var least = BIG, most = 0, cases = p.cases();
      for (var c = 0; c < cases.length; c++) {
        var low = cases[c][0], high = cases[c][1];
        if (low < 0) return NONE;
        for (var poss = 0; poss < 2; poss++) {
          var rows = cases[c][2 + poss], starts = [low, high], i, k;
          if (low !== high) {
            for (i = 0; i < rows.length; i++) {
              var edges = [rows[i][0], rows[i][1] + 1, rows[i][0] + days, rows[i][1] + 1 + days];
              for (k = 0; k < 4; k++) if (low < edges[k] && edges[k] < high) starts.push(edges[k]);
            }
          }
          for (i = 0; i < starts.length; i++) {
            var n = countDays(rows, starts[i] - days, starts[i] - 1);
            if (poss) most = Math.max(most, n); else least = Math.min(least, n);
          }
        }
      }
      return [least, most];
    },
    days_used_rolling: function (limit, window_) {
      var p = this.stays();
      if (p === null || p.unbounded || limit >= window_) return NONE;
      var absent = window_ - limit, least = BIG, most = 0, cases = p.cases();
      for (var c = 0; c < cases.length; c++) {
        var low = cases[c][0], high = cases[c][1], sure = cases[c][2], possible = cases[c][3], after = low;
        if (low < 0) return NONE;
        for (var i = 0; i < possible.length; i++) after = i ? Math.max(after, possible[i][1] + 1) : possible[i][1] + 1;
        least = Math.min(least, usedDays(sure, high, absent), usedDays(sure, low, absent));
        most = Math.max(most, usedDays(possible, Math.min(Math.max(after, low), high), absent));
      }
      return [least, most < 1e6 ? most : null];
    },
    last_day_rolling: function (limit, window_) {
      var p = this.stays();
      if (p === null || limit >= window_) return NONE;
      var absent = window_ - limit, f = p.possibleFrom, s = p.sureFrom;
      return [
        within(Math.max(f - 1, f + limit - 1 - usedDays(p.possibleBefore, f, absent))),
        within(Math.max(s - 1, s + limit - 1 - usedDays(p.sureBefore, s, absent)))
      ];
    },
    last_day_fixed: function (limit, window_) {
      var p = this.stays();
      if (p === null || limit >= window_) return NONE;
      var first = p.firstEntry;
      if (first === null) return [BOUNDED.last_day_rolling.call(this, limit, window_)[0], within(p.sureFrom + 2 * limit - 1)];
      function bound(s, rows) {
        var start = first + Math.floor((s - first) / window_) * window_;
        return within(byPeriod(limit, countDays(rows, start, s - 1), s, start + window_ - 1));
      }
      return [bound(p.possibleFrom, p.possibleBefore), bound(p.sureFrom, p.sureBefore)];
    },
    last_day_year: function (limit) {
      var p = this.stays();
      if (p === null || limit >= 365) return NONE;
      return [
        within(lastInYear(limit, p.possibleFrom, p.possibleBefore, FAR)), within(lastInYear(limit, p.sureFrom, p.sureBefore, FAR))
      ];
    },
    last_day_year_from: function (limit, day) {
      var p = this.stays();
      if (p === null || limit >= 365) return NONE;
      return [
        p.unbounded ? null : within(lastInYear(limit, p.possibleFrom, p.possibleBefore, day)),
        within(lastInYear(limit, p.sureFrom, p.sureBefore, day))
      ];
    },
    last_day_unbroken: function (limit) {
      var p = this.stays();
      return p === null ? NONE : [within(p.possibleFrom + limit - 1), within(p.sureFrom + limit - 1)];
    },
    longest_stay: function () {
      var p = this.stays();
      if (p === null) return NONE;
      var least = 0, most = 0;
      for (var i = 0; i < p.begun; i++) {
        most = Math.max(most, Math.min(p.hiX[i], this.on) - p.loE[i] + 1);
        if (p.hiE[i] <= this.on) least = Math.max(least, 1, Math.min(p.loX[i], this.on) - p.hiE[i] + 1);
      }
      return [least, p.knownFrom !== null || most > 1e6 ? null : most];
    },
    longest_gap: function () {
      var p = this.stays();
      if (p === null) return NONE;
      var least = 0, most = 0;
      for (var i = 1; i < p.begun; i++) {
        if (p.hiE[i] <= this.on && (p.knownFrom === null || p.hiX[i - 1] + 1 >= p.knownFrom)) {
          least = Math.max(least, p.loE[i] - p.hiX[i - 1] - 1);
        }
        most = Math.max(most, Math.min(p.hiE[i], this.on) - Math.min(p.loX[i - 1], this.on) - 1);
      }
      return [least, p.knownFrom !== null || most > 1e6 ? null : most];
    },
    penalties_within: function (kind, years, day) {
      var rows = this.penalties(kind);
      if (rows === null) return NONE;
      var until = Math.min(day, this.on), least = 0, most = 0;
      for (var i = 0; i < rows.length; i++) {
        var low = rows[i][0], high = rows[i][1];
        if (low <= until && yearsAfter(Math.min(high, until), years) >= day) {
          most++;
          if (rows[i][2] && high <= until && yearsAfter(low, years) >= day) least++;
        }
      }
      return [least, most];
    },
    patents_count: function () {
      var rows = this.patents(), least = 0;
      if (rows === null) return NONE;
      for (var i = 0; i < rows.length; i++) if (!rows[i].issued || rows[i].issued[1] <= this.on) least++;
      return [least, rows.length];
    },
    patent_issued_day: function () {
      var rows = this.current(), low = [], high = [];
      for (var i = 0; i < rows.length; i++) {
        if (!rows[i].issued) return NONE;
        low.push(rows[i].issued[0]);
        high.push(Math.min(rows[i].issued[1], this.on));
      }
      return [leastOf(low), mostOf(high)];
    },
    patent_last_paid_day: function (most) {
      var rows = this.current(), low = [], high = [], i;
      if (!rows.length) return NONE;
      for (i = 0; i < rows.length; i++) {
        var bounds = this.paidTo(rows[i], most);
        low.push(bounds[0]);
        high.push(bounds[1]);
      }
      return [low.indexOf(null) >= 0 ? null : leastOf(low), high.indexOf(null) >= 0 ? null : mostOf(high)];
    },
    patent_reissues: function () {
      var rows = this.patents();
      if (rows === null) return NONE;
      if (!rows.length) return [0, 0];
      var least = 0, most = 0, sure = this.current().length === 1;
      for (var i = rows.length - 1; i >= 0; i--) {
        if (rows[i].reissued === false) break;
        most++;
        if (rows[i].reissued === null) sure = false;
        if (sure) least++;
      }
      return [least, most - (rows[0].reissued === null && most === rows.length ? 1 : 0)];
    },
    decisions_count: function (kind) {
      var rows = this.decisions(kind), least = 0;
      if (rows === null) return NONE;
      for (var i = 0; i < rows.length; i++) {
        if ((rows[i].kind !== null || kind === "any") && (!rows[i].decided || rows[i].decided[1] <= this.on)) least++;
      }
      return [least, rows.length];
    },
    last_decision_day: function (kind) { return this.latestOf(kind, "decided"); },
    last_executed_day: function (kind) { return this.latestOf(kind, "executed"); },
    contract_made_day: function () { return this.ofContract("made"); },
    contract_copy_sent_day: function () { return this.ofContract("copy_sent"); },
    contract_ended_day: function () { return this.ofContract("ended"); },
    pay_unpaid_total: function () {
      var rows = this.unpaid(), least = 0, most = 0;
      if (rows === null) return NONE;
      for (var i = 0; i < rows.length; i++) {
        var sum = rows[i][0].kopecks;
        if (rows[i][1]) least += sum || 0;
        most = sum === null || most === null ? null : most + sum;
      }
      return [exact(least), most === null ? null : exact(most)];
    },
    pay_first_due: function () {
      var rows = this.unpaid(), sure = [], all = [], open = false;
      if (rows === null || !rows.length) return NONE;
      for (var i = 0; i < rows.length; i++) {
        var due = rows[i][0].due;
        if (!due) { open = true; continue; }
        all.push(due[0]);
        if (rows[i][1]) sure.push(due[1]);
      }
      return [open ? null : leastOf(all), leastOf(sure)];
    },
    pay_first_due_since: function (since) {
      var rows = this.unpaid() || [], sure = [], all = [], open = false, any = false;
      for (var i = 0; i < rows.length; i++) {
        var due = rows[i][0].due;
        if (due && due[1] < since) continue;
        any = true;
        if (!due) { open = true; continue; }
        all.push(Math.max(due[0], since));
        if (rows[i][1] && due[0] >= since) sure.push(due[1]);
      }
      return [!any || open ? null : leastOf(all), leastOf(sure)];
    },
    pay_last_due: function () {
      var rows = this.unpaid(), sure = [], all = [], open = false;
      if (rows === null || !rows.length) return NONE;
      for (var i = 0; i < rows.length; i++) {
        var due = rows[i][0].due;
        if (!due) { open = true; continue; }
        all.push(Math.min(due[1], this.on));
        if (rows[i][1]) sure.push(due[0]);
      }
      return [mostOf(sure), open ? null : mostOf(all)];
    },
    late_pay_interest: function (until, rates) {
      var least = this.interest(until, rates, false), most = this.interest(until, rates, true);
      return [least === null ? null : least.soFar, most === null ? null : most.kopecks];
    },
    registered_since: function () { return (this.registration() || {}).since || NONE; },
    registered_until: function () { return (this.registration() || {}).until || NONE; }
  };
  // And these give a plain value or null.
  var PLAIN = {
    in_country: function () { return this.in_country(); },
    has_patent: function () { return this.has_patent(); },
    registered: function () {
      var row = this.registration(), on = this.on;
      if (this.told.registrations === null) return null;
      if (!row || (row.until && row.until[1] < on)) return false;
      return (row.since && row.since[1] > on) || (row.until && row.until[0] < on) ? null : true;
    },
    registered_where_living: function () { return (this.registration() || { where_living: null }).where_living; },
    repeat_penalty_day: function (kind, n, years) {
      var rows = this.penalties(kind), days = [], i;
      if (rows === null) return null;
      for (i = 0; i < rows.length; i++) {
        if (rows[i][0] !== rows[i][1] || !rows[i][2]) return null;
        days.push(rows[i][0]);
      }
      days.sort(function (a, b) { return a - b; });
      for (i = days.length - 1; i > Math.max(n, 1) - 2; i--) {
        if (yearsAfter(days[i - n + 1], years) >= days[i]) return within(days[i]);
      }
      return null;
    },
    has_repeat_penalty: function (kind, n, years) {
      var rows = this.penalties(kind), on = this.on, i, k, end, count;
      if (rows === null) return null;
      if (rows.length < n) return false;
      for (i = 0; i < rows.length; i++) {
        if (!rows[i][2] || rows[i][0] <= FAR) continue;
        end = yearsAfter(rows[i][0], years);
        for (count = 0, k = 0; k < rows.length; k++) {
          if (rows[k][2] && rows[k][0] >= rows[i][0] && rows[k][1] <= end && rows[k][1] <= on) count++;
        }
        if (count >= n) return true;
      }
      for (i = 0; i < rows.length; i++) {
        var latest = Math.min(rows[i][1], on);
        end = yearsAfter(latest, years);
        for (count = 0, k = 0; k < rows.length; k++) if (rows[k][0] <= end && Math.min(rows[k][1], on) >= latest) count++;
        if (count >= n) return null;
      }
      return false;
    },
    patent_region: function () {
      var rows = this.current();
      for (var i = 1; i < rows.length; i++) if (rows[i].region !== rows[0].region) return null;
      return rows.length ? rows[0].region : null;
    },
    late_pay_interest_to: function (until, rates) {
      var found = this.interest(until, rates, false);
      return found === null ? null : found.computedTo;
    },
    late_pay_days: function (until, rates) {
      var found = this.interest(until, rates, false);
      return found === null ? null : found.days;
    }
  };
  var AT_EXIT = [
    "stay_start", "last_day_rolling", "last_day_fixed", "last_day_year", "last_day_year_from", "last_day_unbroken",
    "patent_last_paid_day"
  ];

  AsOf.prototype.penalties = function (kind) {
    var rows = this.told.penalties, found = [];
    if (rows === null) return null;
    var kinds = kind === "stay_or_work" ? ["migration", "work"] : [kind];
    for (var i = 0; i < rows.length; i++) {
      var row = rows[i];
      if (kind === "any" || row.kind === null || kinds.indexOf(row.kind) >= 0) {
        var sure = kind === "any" || row.kind !== null;
        if (!row.in_force) found.push([FAR, this.on, sure]);
        else if (row.in_force[0] <= this.on) found.push([row.in_force[0], row.in_force[1], sure]);
      }
    }
    return found;
  };
  AsOf.prototype.patents = function () {
    if (this.issued === undefined) {
      var rows = this.told.patents, on = this.on;
      this.issued = rows === null ? null : rows.filter(function (row) { return !row.issued || row.issued[0] <= on; });
    }
    return this.issued;
  };
  // The patents that may be the current one: the last surely issued and any later one that may have been.
  AsOf.prototype.current = function () {
    var rows = this.patents() || [], out = [];
    for (var i = rows.length - 1; i >= 0; i--) {
      out.push(rows[i]);
      if (!rows[i].issued || rows[i].issued[1] <= this.on) break;
    }
    return out;
  };
  AsOf.prototype.has_patent = function () {
    var rows = this.patents();
    if (rows === null) return null;
    for (var i = 0; i < rows.length; i++) if (!rows[i].issued || rows[i].issued[1] <= this.on) return true;
    return rows.length ? null : false;
  };
  AsOf.prototype.paidTo = function (patent, most) {
    var issued = patent.issued, on = this.on;
    if (patent.paid_to) {
      var low = patent.paid_to[0], high = patent.paid_to[1];
      if (issued) { low = Math.min(low, monthsTo(issued[0], most)); high = Math.min(high, monthsTo(issued[1], most)); }
      return [low, high];
    }
    if (!issued) return NONE;
    if (patent.payments === null) {
      if (patent.months_paid === null) return [null, monthsTo(issued[1], most)];
      var months = Math.min(patent.months_paid, most);
      return [monthsTo(issued[0], months), monthsTo(issued[1], months)];
    }
    var worst = [], best = [], atOnce = 0;
    for (var i = 0; i < patent.payments.length; i++) {
      var paid = patent.payments[i].paid, n = patent.payments[i].months;
      if (!paid) { atOnce += n === null ? most : n; continue; }
      if (paid[1] <= on) worst.push([paid[1], n === null ? 1 : n]);
      if (paid[0] <= on) best.push([paid[0], n === null ? most : n]);
    }
    function itself(pair) { return pair; }
    return [fold(issued[0], sortedBy(worst, itself), 0, most), fold(issued[1], sortedBy(best, itself), atOnce, most)];
  };
  AsOf.prototype.decisions = function (kind) {
    var rows = this.told.decisions, on = this.on;
    if (rows === null) return null;
    return rows.filter(function (row) {
      var meant = kind === "any" || row.kind === null || row.kind === kind ||
        (kind === "any_removal" && ["expulsion", "deportation", "readmission"].indexOf(row.kind) >= 0);
      return meant && (row.decided ? row.decided[0] <= on : !row.copy_received || row.copy_received[0] <= on);
    });
  };
  AsOf.prototype.latestOf = function (kind, field) {
    var rows = this.decisions(kind), known = [], most = [], open = false;
    if (rows === null || !rows.length) return NONE;
    for (var i = 0; i < rows.length; i++) {
      var day = rows[i][field];
      if (!day) { open = true; continue; }
      if ((rows[i].kind !== null || kind === "any") && day[1] <= this.on) known.push(day[0]);
      if (day[0] <= this.on) most.push(Math.min(day[1], this.on));
    }
    return [mostOf(known), open ? null : mostOf(most)];
  };
  AsOf.prototype.ofContract = function (field) {
    var rows = this.told.contracts || [], latest = null;
    for (var i = 0; i < rows.length; i++) {
      var made = rows[i].made;
      if (made && made[0] > this.on) continue;
      if (latest === null || !latest.made || !made || made[1] >= latest.made[0]) latest = rows[i];
    }
    var day = latest && latest[field];
    return !day || day[0] > this.on ? NONE : day;
  };
  // Rows that may be due and unpaid by the day: [row, surely].
  AsOf.prototype.unpaid = function () {
    var rows = this.told.pay, on = this.on, found = [];
    if (rows === null) return null;
    for (var i = 0; i < rows.length; i++) {
      var due = rows[i].due, paid = rows[i].paid;
      if ((due && due[0] > on) || (paid && paid[1] <= on)) continue;
      found.push([rows[i], (!due || due[1] <= on) && (!paid || paid[0] > on)]);
    }
    return found;
  };
  // The latest registration that may have begun.
  AsOf.prototype.registration = function () {
    var rows = this.told.registrations || [];
    for (var i = rows.length - 1; i >= 0; i--) if (!rows[i].since || rows[i].since[0] <= this.on) return rows[i];
    return null;
  };
  // Interest on late pay: each day at its own rate, exact, rounded half up once at the end.
  AsOf.prototype.interest = function (until, rates, most) {
    var rows = this.told.pay, late = [], i, stopped = BIG;
    if (rows === null) return null;
    for (i = 0; i < rows.length; i++) {
      var row = rows[i], due = row.due ? row.due[most ? 0 : 1] : null;
      if (due === null || row.kopecks === null) {
        if (most) return null;
        continue;
      }
      if (due > this.on) continue;
      due = rates.dueDay(due);
      if (due === null) {
        if (most) return null;
        continue;
      }
      var last = until, paid = row.paid ? row.paid[most ? 1 : 0] : null;
      if (paid !== null && paid <= this.on) last = Math.min(last, paid);
      if (last > due) late.push([i, row.kopecks, due + 1, last]);
    }
    for (i = 0; i < late.length; i++) {
      var reached = rates.sum(late[i][2], late[i][3])[1];
      if (reached < late[i][3]) stopped = Math.min(stopped, reached);
    }
    var bottom = rates.bottom * 10000, whole = 0, rest = 0, days = 0, to = 0, kept = [];
    for (i = 0; i < late.length; i++) {
      if (late[i][2] > stopped) continue;
      var end = Math.min(late[i][3], stopped), part = share(late[i][1], rates.sum(late[i][2], end)[0], bottom);
      kept.push([late[i][0], late[i][1], late[i][2], end]);
      whole = exact(whole + part[0]);
      rest += part[1];
      days = Math.max(days, end - late[i][2] + 1);
      to = Math.max(to, end);
    }
    var soFar = exact(whole + Math.floor((2 * rest + bottom) / (2 * bottom)));
    return { kopecks: stopped === BIG ? soFar : null, soFar: soFar, computedTo: within(to), days: days, late: kept };
  };

  var PAST = {};
  function atExit(work) {
    return function (past, on, a) {
      var left = past.on(on).lastExit();
      return left && left[0] === left[1] ? work(past, left[0], a) : null;
    };
  }
  function addBounded(name, work) {
    var ends = { "": null, _least: 0, _earliest: 0, _most: 1, _latest: 1 };
    function form(end) {
      return function (past, on, a) {
        var asOf = past.on(on), key = name + " " + a.join(" "), pair = asOf.pairs[key];
        if (pair === undefined) pair = asOf.pairs[key] = work.apply(asOf, a);
        return end === null ? (pair[0] === pair[1] ? pair[0] : null) : pair[end];
      };
    }
    for (var suffix in ends) {
      PAST[name + suffix] = form(ends[suffix]);
      if (AT_EXIT.indexOf(name) >= 0) PAST[name + "_at_exit" + suffix] = atExit(form(ends[suffix]));
    }
  }
  function addPlain(name, work) { PAST[name] = function (past, on, a) { return work.apply(past.on(on), a); }; }
  (function () {
    var name;
    for (name in BOUNDED) addBounded(name, BOUNDED[name]);
    for (name in PLAIN) addPlain(name, PLAIN[name]);
  })();

  function Histories(told) { for (var name in told) this[name] = told[name]; this.seen = {}; }
  Histories.prototype.on = function (day) { return this.seen[day] || (this.seen[day] = new AsOf(this, day)); };

  // -- opening a pack -------------------------------------------------------------------------------------------------

  // Its words put back where they stood: "" is the next text, "#3" the fourth again.
  function unfold(written) {
    var a = written.letters[0] + written.letters[1], b = written.letters[1] + written.letters[0], swap = {}, i, next = 0;
    for (i = 0; i < a.length; i++) swap[a.charAt(i)] = b.charAt(i);
    var texts = written.texts.map(function (text) {
      return text.split("").map(function (letter) { return swap[letter] || letter; }).join("");
    });
    function put(value) {
      if (typeof value === "string") return value === "" ? texts[next++] : value.charAt(0) === "#" ? texts[+value.slice(1)] : value;
      if (value === null || typeof value !== "object") return value;
      if (Array.isArray(value)) return value.map(put);
      var out = bare();
      for (var name in value) out[name] = put(value[name]);
      return out;
    }
    return put(written.pack);
  }

  function open(written) {
    if (typeof written === "string") written = JSON.parse(written);
    var pack = unfold(written);
    if (pack.format !== FORMAT) throw new Fault("other_format");
    return new Law(pack);
  }

  function Law(pack) {
    var self = this, i;
    this.pack = pack;
    this.about = {
      rulebook: pack.rulebook, read: iso(pack.read), made: iso(pack.made), since: iso(pack.since),
      destination: pack.destination, lang: pack.lang, draft: pack.draft
    };
    this.places = bare();
    this.factIndex = bare();
    for (i = 0; i < pack.facts.length; i++) this.factIndex[pack.facts[i].i] = i;
    this.calendars = bare();
    for (var code in pack.calendars) this.calendars[code] = new Calendar(pack.calendars[code]);
    this.series = bare();
    this.rates = bare();
    for (var name in pack.series) {
      if (pack.series[name].rates) {
        this.rates[name] = new Rates(pack.series[name], pack.series[name].calendar && this.calendars[pack.series[name].calendar]);
      } else this.series[name] = seriesOf(name, pack.series[name]);
    }
    this.scopes = [];
    var scopes = bare();
    this.provisions = pack.provisions.map(function (p, index) {
      self.places[p.i] = index;
      var made = { told: p, id: p.i, kind: p.k, scope: -1, governed: has(p, "at"), day: null, versions: [], says: p.s, title: p.t, gives: p.g || {}, matters: p.m || 0 };
      if (p.c) {
        var key = JSON.stringify(p.c);
        if (!has(scopes, key)) {
          scopes[key] = self.scopes.length;
          self.scopes.push(p.c.map(function (part) { return self.compile(part); }));
        }
        made.scope = scopes[key];
      }
      if (made.governed && p.at !== null) made.day = self.compile(p.at);
      made.versions = p.v.map(function (v) { return self.version(v); });
      return made;
    });
    this.gates = pack.facts.map(function (fact) { return fact.g === undefined ? null : self.compile(fact.g); });
    this.steps = pack.steps.map(function (step) { return { told: step, when: self.compile(step.w) }; });
  }

  Law.prototype.version = function (v) {
    var self = this;
    return {
      told: v, from: v.f, to: v.t === undefined ? null : v.t, published: v.p === undefined ? v.f : v.p,
      followed: v.x === undefined ? null : v.x, values: v.w || {},
      branches: (v.b || []).map(function (b) {
        return {
          told: b, when: b.w === undefined ? null : self.compile(b.w), outcome: b.o || "", because: b.y === undefined ? null : b.y,
          readings: (b.r || []).map(function (r) {
            return {
              told: r, given: r.f.map(function (f) { return f !== null; }),
              constant: r.f[0] !== null && !isTree(r.f[0]),
              fields: r.f.map(function (f) { return self.compile(f); })
            };
          })
        };
      })
    };
  };

  // -- expressions (evaluate.py, tree.py) -----------------------------------------------------------------------------

  function isTree(node) { return Array.isArray(node) && node[0] !== "l"; }
  function contains(list, value) { return list.indexOf(value) >= 0; }

  // Strict: unknown if any operand is. All operands are looked at, for what they read decides too.
  function strict(parts, work) {
    if (parts.length === 1) {
      var only = parts[0];
      return function (c) { var a = only(c); return a === null ? null : work(a); };
    }
    if (parts.length === 2) {
      var left = parts[0], right = parts[1];
      return function (c) { var a = left(c), b = right(c); return a === null || b === null ? null : work(a, b); };
    }
    return function (c) {
      var values = [], open = false;
      for (var i = 0; i < parts.length; i++) {
        var v = parts[i](c);
        if (v === null) open = true;
        values.push(v);
      }
      return open ? null : work.apply(null, values);
    };
  }

  var STRICT = {
    "=": function (a, b) { return a === b; },
    "<>": function (a, b) { return a !== b; },
    "<": function (a, b) { return a < b; },
    "<=": function (a, b) { return a <= b; },
    ">": function (a, b) { return a > b; },
    ">=": function (a, b) { return a >= b; },
    "+": function (a, b) { return exact(a + b); },
    "-": function (a, b) { return exact(a - b); },
    "*": function (a, b) { return exact(a * b); },
    "//": function (a, b) {
      if (b === 0) return null;
      var q = Math.floor(Math.abs(a) / Math.abs(b));
      return (a < 0) === (b < 0) ? q : q && -q;
    },
    not: function (a) { return !a; },
    has: function (whom, what) {
      if (!Array.isArray(what)) return contains(whom, what);
      return whom.some(function (code) { return contains(what, code); });
    },
    in_list: function (what, list) { return contains(list, what); },
    plus_days: function (day, n) { return day + n; },
    plus_months: plusMonths,
    plus_years: plusYears,
    earlier: function (a, b) { return Math.min(a, b); },
    later: function (a, b) { return Math.max(a, b); },
    year_of: yearOf,
    year_start: function (day) { return ordinal(yearOf(day), 1, 1); },
    year_end: function (day) { return ordinal(yearOf(day), 12, 31); },
    rub: function (n) { return exact(n * 100); }
  };

  Law.prototype.compile = function (node) {
    var self = this;
    if (!isTree(node)) {
      var constant = Array.isArray(node) ? node.slice(1) : node;
      return function () { return constant; };
    }
    function part(n) { return self.compile(n); }
    var op = node[0], i = node[1], rest;
    switch (op) {
      case "on": return function (c) { return c.on; };
      case "f": return function (c) { c.trace.push(i); return c.facts[i]; };
      case "b":
        return function (c) {
          c.trace.push(i);
          return c.facts[i] === null && c.bounds[i] ? c.bounds[i][node[2]] : c.facts[i];
        };
      case "r": return function (c) { return self.read(c, i).read[node[2]]; };
      case "applies":
        return function (c) {
          var r = self.read(c, i);
          return r.outcome === NOT_APPLICABLE || r.outcome === NO_VERSION ? false : r.branch ? true : null;
        };
      case "certain": return function (c) { return self.read(c, i).outcome === KNOWN; };
      case "v":
        return function (c) {
          c.trace.push(~i);
          var p = self.provisions[i], k = governing(p, node.length > 3 ? node[3] : c.day, c.known);
          return k >= 0 && has(p.versions[k].values, node[2]) ? p.versions[k].values[node[2]] : null;
        };
      case "known":
        rest = part(i);
        return function (c) { return rest(c) !== null; };
      case "and": return junction(node.slice(1).map(part), false);
      case "or": return junction(node.slice(1).map(part), true);
      case "in":
        rest = node.slice(2);
        return strict([part(i)], function (a) { return contains(rest, a); });
      case "case": return choice(node.slice(1).map(part));
      case "series": return strict(node.slice(2).map(part), this.series[i]);
      case "day": return this.onCalendar(i, node[2], node.slice(3).map(part));
      case "past": return this.ofPast(i, node.slice(2));
      default:
        if (!has(STRICT, op)) throw new Fault("other_format");
        return strict(node.slice(1).map(part), STRICT[op]);
    }
  };

  // `and` (decided by a false part) or `or` (decided by a true one); the trace keeps only what decided.
  function junction(parts, decides) {
    return function (c) {
      var v = !decides, start = c.trace.length;
      for (var i = 0; i < parts.length; i++) {
        var mark = c.trace.length, found = parts[i](c);
        if (found === decides) {
          if (i) c.trace.splice(start, mark - start);
          return decides;
        }
        if (found === null) v = null;
      }
      return v;
    };
  }
  function choice(parts) {
    return function (c) {
      for (var i = 0; i + 1 < parts.length; i += 2) {
        var mark = c.trace.length, found = parts[i](c);
        if (found === true) return parts[i + 1](c);
        if (found === null) return null;
        c.trace.length = mark;
      }
      return parts.length % 2 ? parts[parts.length - 1](c) : null;
    };
  }
  Law.prototype.onCalendar = function (name, code, parts) {
    var off = /_off$/.test(name), calendar = code === null ? null : this.calendars[code], work = name.replace(/_off$/, "");
    return function (c) {
      var values = [off, c.known], open = false;
      for (var i = 0; i < parts.length; i++) {
        var v = parts[i](c);
        if (v === null) open = true;
        values.push(v);
      }
      return open || calendar === null ? null : calendar[work].apply(calendar, values);
    };
  };
  Law.prototype.ofPast = function (name, nodes) {
    var self = this, reads = this.pack.reads[name], work = PAST[name], rated = /^late_pay_/.test(name);
    if (!work) throw new Fault("other_format");
    var parts = nodes.map(function (n) { return self.compile(n); });
    return function (c) {
      var values = [], open = false, i;
      for (i = 0; i < reads.length; i++) c.trace.push(reads[i]);
      for (i = 0; i < parts.length; i++) {
        var v = parts[i](c);
        if (v === null) open = true;
        values.push(rated && typeof v === "string" ? self.rates[v] : v);
      }
      return open ? null : work(c.past, c.on, values);
    };
  };

  // Place of the version that governs a day, as known on the day of knowledge; -1 where there was none.
  function governing(p, day, known) {
    for (var k = p.versions.length - 1; k >= 0; k--) {
      var v = p.versions[k];
      if (v.from <= day && known >= v.published && (v.to === null || day <= v.to || (v.followed !== null && known < v.followed))) {
        return k;
      }
    }
    return -1;
  }

  // -- results (evaluate.py) ------------------------------------------------------------------------------------------

  var NOTHING = [null, null, null, null, null, null];

  function Result(outcome, trace, meant) {
    this.outcome = outcome;
    this.trace = trace;
    this.meant = meant;
    this.fields = null;
    this.read = NOTHING;
    this.readings = [];
    this.branch = null;
    this.version = null;
    this.why = "";
  }

  function Asking(law, facts, bounds, past, on, known) {
    this.facts = facts;
    this.bounds = bounds;
    this.past = past;
    this.on = this.day = on;
    this.known = known;
    this.trace = [];
    this.results = law.provisions.map(function () { return null; });
    this.scopes = [];
  }

  // The result of another provision, worked out when it is first read.
  Law.prototype.read = function (c, i) {
    c.trace.push(~i);
    return c.results[i] || this.run(c, i);
  };

  // Whom a scope holds, each looked at once: [does it hold, what was read, the result of whoever stands outside or may].
  Law.prototype.scope = function (c, k) {
    if (c.scopes[k]) return c.scopes[k];
    var parts = this.scopes[k], trace = c.trace, day = c.day, found = true, own = [], out = null;
    c.trace = own;
    c.day = c.on;
    for (var i = 0; i < parts.length; i++) {
      var mark = own.length, v = parts[i](c);
      if (v === false) { found = false; out = new Result(NOT_APPLICABLE, own.slice(mark), false); break; }
      if (v === null) found = null;
    }
    if (found === null) out = new Result(UNKNOWN, own, false);
    c.trace = trace;
    c.day = day;
    return (c.scopes[k] = [found, out]);
  };

  Law.prototype.run = function (c, i) {
    var p = this.provisions[i], k = -1, late = !p.governed && c.on > this.pack.limit;
    if (!p.governed && !late) {
      k = governing(p, c.on, c.known);
      if (k < 0) return (c.results[i] = new Result(NO_VERSION, [], false));
    }
    if (p.scope >= 0) {
      var scope = this.scope(c, p.scope);
      if (scope[0] !== true) return (c.results[i] = scope[1]);
    }
    var r = (c.results[i] = new Result(UNKNOWN, [], true)), trace = c.trace, day = c.day;
    c.trace = r.trace;
    c.day = c.on;
    this.settle(c, p, r, k, late);
    c.trace = trace;
    c.day = day;
    return r;
  };
  Law.prototype.settle = function (c, p, r, k, late) {
    if (p.governed) {
      var day = p.day(c);
      if (day === null) return;
      c.day = day;
      late = day > this.pack.limit;
      k = late ? -1 : governing(p, day, c.known);
      if (!late && k < 0) r.outcome = NO_VERSION;
    }
    if (late) r.why = "not_yet_read";
    if (k < 0) return;
    r.version = p.versions[k];
    var branches = r.version.branches;
    for (var j = 0; j < branches.length; j++) {
      var mark = c.trace.length, found = branches[j].when === null ? true : branches[j].when(c);
      if (found === true) {
        r.branch = branches[j];
        this.give(c, branches[j], r);
        return;
      }
      if (found === null) {
        if (p.kind === "deadline") this.earliest(c, branches, j, r);
        return;
      }
      c.trace.length = mark;
    }
  };
  Law.prototype.give = function (c, branch, r) {
    if (branch.outcome === DOES_NOT_APPLY) { r.outcome = NOT_APPLICABLE; return; }
    if (branch.outcome) { r.why = "source_silent"; return; }
    var all = branch.readings.map(function (reading) {
      return reading.fields.map(function (field) { return field(c); });
    });
    r.fields = r.read = all[0];
    if (all.length === 1) {
      if (all[0][0] !== null || !branch.readings[0].given[0]) r.outcome = KNOWN;
      return;
    }
    r.readings = all;
    var some = all.some(function (fields) { return fields[0] !== null; });
    if (some) r.outcome = all.every(function (fields) { return equal(fields, all[0]); }) ? KNOWN : DISPUTED;
  };
  function equal(a, b) {
    for (var i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
  // When a condition is unknown: the earliest safe day among the branches still possible, if each has one.
  Law.prototype.earliest = function (c, branches, place, r) {
    var trace = c.trace, days = [];
    c.trace = [];
    for (var j = place; j < branches.length; j++) {
      var b = branches[j], found = b.when === null ? true : b.when(c), none = false;
      if (found !== false) {
        none = b.outcome === "unknown";
        for (var k = 0; k < b.readings.length && !none; k++) {
          var safe = b.readings[k].fields[0](c);
          if (safe === null) none = true;
          days.push(safe);
        }
      }
      if (none) { days = []; break; }
      if (found === true) break;
    }
    c.trace = trace;
    if (days.length) r.fields = [leastOf(days), null, null];
  };

  // -- what was said of a person (person.py) --------------------------------------------------------------------------

  function Teller(law, facts) { this.law = law; this.facts = facts; }

  Teller.prototype.typed = function (fact, type, raw, row, field, kind) {
    var pack = this.law.pack, out;
    if (type === "yes_no") {
      if (raw === true || raw === "yes" || raw === "true") return true;
      if (raw === false || raw === "no" || raw === "false") return false;
      throw new Fault("wrong_type", fact, row, field);
    }
    if (type === "number") {
      if (typeof raw !== "number" || Math.floor(raw) !== raw) throw new Fault("wrong_type", fact, row, field);
      if (raw < (kind && kind.l !== undefined ? kind.l : 0) || raw > (kind && kind.m !== undefined ? kind.m : 1e9)) {
        throw new Fault("out_of_range", fact, row, field);
      }
      return raw;
    }
    if (type === "money") return this.money(fact, raw, row, field);
    if (type === "day" || type === "planned_day") return this.day(fact, raw, row, field);
    if (type === "countries") {
      var codes = Array.isArray(raw) ? raw : [raw];
      codes.forEach(function (code) { if (!has(pack.countries, code)) throw new Fault("unknown_country", fact, row, field); });
      out = codes.filter(function (code, i) { return codes.indexOf(code) === i; });
      return out.length ? out : null;
    }
    if (type === "region") {
      if (!has(pack.regions, raw)) throw new Fault("unknown_region", fact, row, field);
      return raw;
    }
    if (type === "choice") {
      var allowed = kind && !field ? Object.keys(kind.c || {}) : pack.row_choices[fact + "." + field] || [];
      if (raw === false && contains(allowed, "no")) raw = "no";
      if (!contains(allowed, raw)) throw new Fault("unknown_choice", fact, row, field);
      return raw;
    }
    throw new Fault("wrong_type", fact, row, field);
  };
  Teller.prototype.money = function (fact, raw, row, field) {
    if (typeof raw !== "number" && typeof raw !== "string") throw new Fault("wrong_type", fact, row, field);
    var found = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(String(raw).replace(/[ \u202f_]/g, "").replace(",", "."));
    if (!found || !(found[2] + found[3])) throw new Fault("wrong_type", fact, row, field);
    // As digits with a point among them; one moved further than sums go leaves nothing but noughts, or too much.
    var digits = found[2] + found[3], point = Math.max(-40, Math.min(found[2].length + +(found[4] || 0), digits.length + 40));
    while (point < 0) { digits = "0" + digits; point++; }
    while (digits.length < point) digits += "0";
    var whole = +digits.slice(0, point), part = digits.slice(point), kopecks = whole * 100 + +(part + "00").slice(0, 2);
    // First the size, then whether it is in whole kopecks.
    if ((found[1] === "-" && (whole || +part)) || whole > 1e11 || (whole === 1e11 && +part)) throw new Fault("out_of_range", fact, row, field);
    if (+part.slice(2)) throw new Fault("wrong_type", fact, row, field);
    return kopecks;
  };
  Teller.prototype.day = function (fact, raw, row, field) {
    var found = typeof raw === "string" || typeof raw === "number" ? span(String(raw)) : null;
    if (!found || found[0] < 693596 || found[1] > 767009) throw new Fault("wrong_day", fact, row, field);
    return found;
  };

  // A row's field that says of itself that it did not happen.
  var NOT_YET = { "contracts.copy_sent": 1, "contracts.ended": 1, "pay.paid": 1, "decisions.executed": 1 };

  Teller.prototype.row = function (name, kind, raw, i) {
    var types = bare(), out = bare(), self = this, fields = this.law.pack.rows[kind], f;
    if (raw === null || typeof raw !== "object" || Array.isArray(raw)) throw new Fault("wrong_type", name, i);
    for (f = 0; f < fields.length; f++) { types[fields[f][0]] = fields[f][1]; out[fields[f][0]] = null; }
    for (var field in raw) {
      var value = raw[field];
      if (!has(types, field)) throw new Fault("unknown_field", name, i, field);
      if (value === null || value === "unknown") continue;
      if (value === "none" && kind === "stays" && field === "exit") { out.still_here = true; continue; }
      if (value === "none" && NOT_YET[kind + "." + field]) continue;
      if (types[field] === "payments") {
        if (value !== "none" && !Array.isArray(value)) throw new Fault("wrong_type", name, i, field);
        out[field] = value === "none" ? [] : value.map(function (item) { return self.row(name, "payments", item, i); });
      } else out[field] = this.typed(name, types[field], value, i, field, null);
    }
    return out;
  };

  Teller.prototype.read = function () {
    var law = this.law, values = bare(), rows = bare(), knownFrom = null, self = this, i;
    for (i = 0; i < HISTORIES.length; i++) rows[HISTORIES[i]] = null;
    for (var name in this.facts) {
      var raw = this.facts[name];
      if (name === "stays_known_from") { knownFrom = this.day(name, raw)[0]; continue; }
      // Registrations can be told as rows, though they are no fact: facts are made of them.
      if (!has(law.factIndex, name) && name !== "registrations") throw new Fault("unknown_fact", name);
      if (raw === null || raw === "unknown") continue;
      var kind = law.pack.facts[law.factIndex[name]];
      if (!kind || kind.k === "history") {
        if (raw !== "none" && !Array.isArray(raw)) throw new Fault("wrong_type", name);
        if (raw.length > 200 && raw !== "none") throw new Fault("too_many_rows", name);
        rows[name] = raw === "none" ? [] : raw.map(function (item, n) { return self.row(name, name, item, n); });
      } else values[name] = this.typed(name, kind.k, raw, undefined, "", kind);
    }
    if (values.destination !== law.pack.destination) throw new Fault("other_destination", "destination");
    var past = this.histories(values, rows, knownFrom);
    if (past.registrations !== null) this.registrationToldAsRows(values, past);
    this.check(values, past);
    return { values: values, past: new Histories(past) };
  };
  function said(values, name) { return has(values, name) ? values[name] : null; }

  Teller.prototype.histories = function (values, rows, knownFrom) {
    var stays = rows.stays, entered = said(values, "entered"), left = said(values, "left"), here = said(values, "in_country");
    var rows_ = rows.patents, held_ = said(values, "has_patent");
    if (entered || (left && stays === null)) {
      var still = here !== null ? here : left === null;
      var row = { entry: entered, exit: left, still_here: left === null ? still : false }, last = stays && stays[stays.length - 1];
      if (stays === null) {
        stays = [row];
        if (knownFrom === null) knownFrom = (entered || left)[0];
      } else if (!last || (entered && last.entry && last.entry[1] < entered[0])) stays = stays.concat([row]);
      else if (last.entry && entered && (last.entry[0] !== entered[0] || last.entry[1] !== entered[1])) {
        throw new Fault("contradiction", "entered");
      }
    }
    if (rows_ !== null && rows_.length && held_ === false) throw new Fault("contradiction", "has_patent");
    return {
      stays: stays,
      stays_known_from: stays !== null ? knownFrom : null,
      patents: rows_ === null && held_ === false ? [] : rows_,
      penalties: rows.penalties,
      decisions: rows.decisions,
      contracts: rows.contracts,
      pay: rows.pay && rows.pay.map(function (row) { return { due: row.due, kopecks: row.rub, paid: row.paid }; }),
      registrations: rows.registrations && rows.registrations.map(function (row) {
        return { since: row.from, until: row.until, where_living: row.where_living };
      }),
      born: has(values, "birth_date") ? values.birth_date[0] : null
    };
  };

  // The latest registration since the last entry answers what the law asks of it; what was told by name goes before.
  Teller.prototype.registrationToldAsRows = function (values, past) {
    var rows = past.registrations, stays = past.stays || [], entry = stays.length ? stays[stays.length - 1].entry : null;
    var latest = rows.length ? rows[rows.length - 1] : null, told;
    if (latest && entry && latest.since && latest.since[1] < entry[0]) latest = null;
    told = { registered: latest !== null };
    if (latest) {
      told.registered_on = latest.since;
      told.registered_until = latest.until;
      told.registered_where_living = latest.where_living;
    }
    for (var name in told) {
      if (told[name] !== null && has(this.law.factIndex, name) && !has(values, name)) values[name] = told[name];
    }
  };

  // The order of things.
  Teller.prototype.check = function (values, past) {
    var stays = past.stays || [], birth = said(values, "birth_date"), i, k;
    for (i = 0; i < stays.length; i++) {
      var stay = stays[i], present = has(values, "entered") && i === stays.length - 1, fact = present ? "entered" : "stays", row = present ? undefined : i;
      if (stay.entry && stay.exit && stay.exit[1] < stay.entry[0]) throw new Fault("exit_before_entry", fact, row, "exit");
      if (stay.still_here === true && stay.exit) throw new Fault("contradiction", fact, row, "exit");
      if (i && stays[i - 1].still_here === true) throw new Fault("overlapping_stays", "stays", i - 1, "exit");
      var first = stay.entry || stay.exit, before = FAR;
      for (k = 0; k < i; k++) {
        if (stays[k].entry) before = Math.max(before, stays[k].entry[0]);
        if (stays[k].exit) before = Math.max(before, stays[k].exit[0]);
      }
      if (first && first[1] < before) throw new Fault("overlapping_stays", "stays", i, "entry");
    }
    if (!birth) return;
    for (var name in values) {
      var kind = this.law.pack.facts[this.law.factIndex[name]].k;
      if (name !== "birth_date" && (kind === "day" || kind === "planned_day") && values[name][1] < birth[0]) {
        throw new Fault("before_birth", name);
      }
    }
    for (k = 0; k < HISTORIES.length; k++) {
      var rows = past[HISTORIES[k]] || [];
      for (i = 0; i < rows.length; i++) {
        for (var field in rows[i]) {
          var value = rows[i][field];
          if (field !== "payments" && Array.isArray(value) && value[1] < birth[0]) throw new Fault("before_birth", HISTORIES[k], i, field);
        }
      }
    }
  };

  // Nothing told as past may lie after the day asked about.
  Law.prototype.against = function (person, on) {
    for (var name in person.values) {
      if (this.pack.facts[this.factIndex[name]].k === "day" && person.values[name][0] > on) throw new Fault("after_asked_day", name);
    }
    var stays = person.past.stays || [];
    for (var i = 0; i < stays.length; i++) {
      if (stays[i].entry && stays[i].entry[0] > on) {
        if (has(person.values, "entered")) throw new Fault("after_asked_day", "entered");
        throw new Fault("after_asked_day", "stays", i, "entry");
      }
    }
  };

  Law.prototype.asking = function (person, on, known) {
    var index = this.factIndex, facts = this.pack.facts.map(function () { return null; }), bounds = {}, kinds = this.pack.facts;
    var values = person.values, h = person.past, now = h.on(on);
    function put(name, value) {
      var i = index[name];
      if (i === undefined) return;
      if (Array.isArray(value) && kinds[i].k !== "countries") {
        if (value[0] === value[1]) facts[i] = value[0]; else bounds[i] = value;
      } else facts[i] = value;
    }
    for (var name in values) put(name, values[name]);
    for (var k = 0; k < HISTORIES.length; k++) {
      name = HISTORIES[k];
      if (h[name] !== null && !(name === "stays" && h.stays_known_from !== null)) put(name, true);
    }
    if (h.stays !== null) {
      if (!has(values, "in_country")) put("in_country", now.in_country());
      var entry = now.presentEntry(), exit = now.lastExit();
      if (entry !== null && !has(values, "entered")) put("entered", entry);
      if (exit !== null && !has(values, "left")) put("left", exit);
    }
    if (h.patents !== null && !has(values, "has_patent")) put("has_patent", now.has_patent());
    if (h.contracts !== null && !has(values, "has_contract")) put("has_contract", h.contracts.length > 0);
    return new Asking(this, facts, bounds, h, on, known);
  };

  // -- words (wording.py, reasons.py) ---------------------------------------------------------------------------------

  function roubles(kopecks) {
    var sum = Math.abs(kopecks), rest = sum % 100;
    return (kopecks < 0 ? "-" : "") + (sum - rest) / 100 + "." + two(rest);
  }
  Law.prototype.grouped = function (text) {
    var cut = String(text).split("."), english = this.pack.lang === "en";
    var out = cut[0].replace(/\B(?=(\d{3})+$)/g, english ? "," : "\u202f");
    return cut[1] && cut[1] !== "00" ? out + (english ? "." : ",") + cut[1] : out;
  };
  Law.prototype.dayInWords = function (day) {
    var c = civil(day);
    return c[2] + " " + this.pack.words.months[c[1] - 1] + " " + c[0];
  };
  Law.prototype.spanInWords = function (low, high) {
    if (low === high) return this.dayInWords(low);
    var a = civil(low), b = civil(high);
    if (a[0] === b[0] && a[1] === b[1]) return this.pack.words.months_alone[a[1] - 1] + " " + a[0];
    if (a[0] === b[0] && a[1] === 1 && b[1] === 12) return String(a[0]);
    return this.dayInWords(low) + " \u2013 " + this.dayInWords(high);
  };
  Law.prototype.valueInWords = function (value, type, names) {
    function named(code) { return names && has(names, code) ? names[code] : code; }
    if (value === null) return this.pack.words.not_known;
    if (type === "day") return this.dayInWords(value);
    if (type === "yes_no") return this.pack.words.yes_no[value ? 1 : 0];
    if (type === "money") return this.grouped(roubles(value));
    if (type === "number") return Math.abs(value) >= 10000 ? this.grouped(value) : String(value);
    if (type === "codes") return value.slice().sort().map(named).join(", ");
    return named(String(value));
  };
  var VALUE_TYPES = { planned_day: "day", countries: "codes", region: "choice" };

  function Reasons(law, person, c) {
    this.law = law;
    this.person = person;
    this.c = c;
    this.behind = [];
    this.said = [];
  }
  Reasons.prototype.of = function (index) {
    var found = this.behind[index] || this.gather(index);
    return found[0].list.concat(found[1].list);
  };
  // The facts, and the words of provisions, behind a result, each once, in the order in which they were read.
  Reasons.prototype.gather = function (index) {
    var c = this.c, facts = new Said(), words = new Said(), r = c.results[index], i;
    // Provisions may read each other's values: what is being gathered counts as empty, or two of them would never end.
    this.behind[index] = [new Said(), new Said()];
    if (!r || r.outcome === NO_VERSION) return this.behind[index];
    if (r.branch && r.branch.because !== null && r.outcome !== NOT_APPLICABLE) {
      words.add(this.rule(this.law.provisions[index].kind, r));
    }
    for (i = 0; i < r.trace.length; i++) {
      var entry = r.trace[i];
      if (entry >= 0) {
        if (c.facts[entry] !== null || c.bounds[entry]) facts.add(this.said[entry] || this.fact(entry));
        continue;
      }
      var below_ = this.behind[~entry] || this.gather(~entry);
      facts.addAll(below_[0]);
      words.addAll(below_[1]);
    }
    return (this.behind[index] = [facts, words]);
  };
  Reasons.prototype.rule = function (kind, r) {
    var because = r.branch.because, fields = this.law.pack.kinds[kind], out = "";
    if (typeof because === "string") return because;
    for (var i = 0; i < because.length; i++) {
      var part = because[i];
      if (typeof part === "string") out += part;
      else if (typeof part === "number") out += this.factWords(part);
      else out += r.fields === null ? fields[part[0]][0] : this.law.valueInWords(r.fields[part[0]], fields[part[0]][1]);
    }
    return out;
  };
  Reasons.prototype.fact = function (index) {
    var kind = this.law.pack.facts[index], self = this, text;
    if (kind.r === undefined) text = kind.q + " " + this.factWords(index);
    else {
      text = kind.r.replace(/\{([a-z_][a-z0-9_]*)\}/g, function (_, name) {
        if (name === "value") return self.factWords(index);
        return has(self.law.factIndex, name) ? self.factWords(self.law.factIndex[name]) : name;
      });
    }
    return (this.said[index] = text);
  };
  Reasons.prototype.factWords = function (index) {
    var law = this.law, kind = law.pack.facts[index], told = this.c.facts[index], bounds = this.c.bounds[index];
    if (kind.k === "history") return this.historyWords(kind.i);
    if (told === null && bounds) return law.spanInWords(bounds[0], bounds[1]);
    var names = kind.k === "choice" ? kind.c : kind.k === "countries" ? law.pack.countries : kind.k === "region" ? law.pack.regions : null;
    return law.valueInWords(told, VALUE_TYPES[kind.k] || kind.k, names);
  };
  Reasons.prototype.historyWords = function (name) {
    var rows = this.person.past[name], law = this.law, words = law.pack.lists.row || {};
    if (rows === null) return law.pack.words.not_known;
    if (!rows.length) return law.pack.words.none;
    return rows.map(function (row) {
      var parts = [];
      for (var field in row) {
        var value = row[field], key = name + "." + field;
        if (value === null) continue;
        var code = value === true ? "True" : value === false ? "False" : value;
        var entry = words[key] || (typeof code === "string" ? words[key + "." + code] : undefined);
        if (!entry) continue;
        var text = Array.isArray(value) ? "" : String(code);
        if (field === "payments") text = String(value.length);
        else if (Array.isArray(value)) text = law.spanInWords(value[0], value[1]);
        else if (field === "kopecks") text = law.grouped(roubles(value));
        else if (field === "region") text = has(law.pack.regions, value) ? law.pack.regions[value] : value;
        parts.push(entry.title.replace("{value}", function () { return text; }));
      }
      return parts.length ? parts.join(", ") : law.pack.words.not_known;
    }).join("; ");
  };

  // -- the answer (position.py) ---------------------------------------------------------------------------------------

  var NOW_DAYS = 3, SOON_DAYS = 14, ASK_WEIGHT = 5;

  function Position(law, person, on, known) {
    this.law = law;
    this.person = person;
    this.on = on;
    this.known = known;
    var c = (this.c = law.asking(person, on, known)), i;
    this.computed = [];
    for (i = 0; i < law.provisions.length; i++) {
      if (law.provisions[i].kind === "text") continue;
      this.computed.push(i);
      if (!c.results[i]) law.run(c, i);
    }
    c.day = on;
    this.fired = law.steps.filter(function (step) { c.trace = []; return step.when(c) === true; });
    this.reasons = new Reasons(law, person, c);
    this.blocked = [];
    this.bases = [];
    this.gated = [];
  }
  Position.prototype.meant = function (kind) {
    var out = [];
    for (var k = 0; k < this.computed.length; k++) {
      var i = this.computed[k], p = this.law.provisions[i], r = this.c.results[i];
      if (p.kind === kind && r.outcome !== NOT_APPLICABLE && r.outcome !== NO_VERSION) out.push([p, r, i]);
    }
    return out;
  };
  Position.prototype.shown = function (p, r) {
    if (p.kind !== "right" && p.kind !== "indicator") return true;
    return (r.outcome === KNOWN || r.outcome === DISPUTED) && r.fields !== null && r.fields[0] === true;
  };

  // Facts (by index) that would settle an unknown result.
  Position.prototype.blockers = function (index) {
    if (this.blocked[index]) return this.blocked[index];
    this.blocked[index] = [];
    var r = this.c.results[index], out = [], i, k;
    if (r && (r.outcome === UNKNOWN || (r.fields !== null && contains(r.fields, null)))) {
      for (i = 0; i < r.trace.length; i++) {
        var entry = r.trace[i];
        if (entry >= 0) {
          if (this.c.facts[entry] === null && this.askable(entry, []) && !contains(out, entry)) out.push(entry);
        } else {
          var more = this.blockers(~entry);
          for (k = 0; k < more.length; k++) if (!contains(out, more[k])) out.push(more[k]);
        }
      }
    }
    return (this.blocked[index] = out);
  };
  // Whether a fact's gate is open (true where it has none), and the unknown facts it waits for.
  Position.prototype.gate = function (index) {
    if (this.gated[index]) return this.gated[index];
    var test = this.law.gates[index], c = this.c, found = [true, []];
    if (test) {
      c.trace = [];
      var verdict = test(c), waits = [];
      if (verdict === null) {
        for (var i = 0; i < c.trace.length; i++) {
          var fact = c.trace[i];
          if (fact >= 0 && c.facts[fact] === null && !contains(waits, fact)) waits.push(fact);
        }
      }
      found = [verdict, waits];
    }
    return (this.gated[index] = found);
  };
  Position.prototype.asked = function (index) { return this.law.pack.facts[index].a !== 0; };
  Position.prototype.askable = function (index, seen) {
    if (!this.asked(index)) return false;
    var gate = this.gate(index), self = this;
    if (gate[0] !== null || contains(seen, index)) return gate[0] !== false;
    var others = gate[1].filter(function (i) { return i !== index; });
    return !others.length || others.some(function (i) { return self.askable(i, seen.concat([index])); });
  };
  // The unknown facts of a fact's gate, which come first; of a gate that waits for another, that other.
  Position.prototype.openGates = function (index, seen) {
    var gate = this.gate(index), self = this, out = [];
    if (gate[0] !== null || contains(seen, index)) return [];
    var next = seen.concat([index]), found = gate[1].filter(function (i) { return self.asked(i) && !contains(next, i); });
    var first = found.filter(function (i) { return self.gate(i)[0] === true; });
    if (first.length) return first;
    found.forEach(function (i) {
      self.openGates(i, next).forEach(function (j) { if (!contains(out, j)) out.push(j); });
    });
    return out;
  };
  // Facts that could still matter: [fact, weight, provisions], most decisive first.
  Position.prototype.unknown = function () {
    var weights = {}, blocked = {}, order = [], k, f, g;
    for (k = 0; k < this.computed.length; k++) {
      var index = this.computed[k], p = this.law.provisions[index];
      if (this.c.results[index].outcome !== UNKNOWN || p.matters < 1) continue;
      var facts = this.blockers(index);
      for (f = 0; f < facts.length; f++) {
        var gates = this.openGates(facts[f], []);
        if (!gates.length) gates = [facts[f]];
        for (g = 0; g < gates.length; g++) {
          var i = gates[g];
          if (!has(weights, i)) { weights[i] = 0; blocked[i] = []; order.push(i); }
          weights[i] += p.matters / facts.length;
          if (!contains(blocked[i], index)) blocked[i].push(index);
        }
      }
    }
    var told = this.law.pack.facts;
    return sortedBy(
      order.map(function (i) { return [i, weights[i], blocked[i]]; }),
      function (row) { return [-row[1], told[row[0]].o, told[row[0]].i]; }
    );
  };

  Position.prototype.words = function (list, code, key) {
    var entries = this.law.pack.lists[list], entry = entries && has(entries, code) ? entries[code] : null;
    return entry && has(entry, key) ? entry[key] : "";
  };
  // What every line of an answer carries: where it comes from and why.
  Position.prototype.base = function (p, r, index) {
    var done = this.bases[index], out = {}, name;
    if (!done) {
      done = this.bases[index] = { provision: p.id, title: p.title, result: r.outcome, reasons: this.reasons.of(index) };
      var about = r.version ? this.aboutVersion(r.version.told) : { standing: null, confidence: null, sources: [], unverified: [], reading: null };
      for (name in about) done[name] = about[name];
      if (r.why) done.why_unknown = r.why;
    }
    for (name in done) out[name] = done[name];
    return out;
  };
  Position.prototype.aboutVersion = function (v) {
    var document_ = this.law.pack.documents[v.d[0]];
    return {
      standing: v.d[2], confidence: v.d[3],
      in_force_from: iso(v.f), in_force_from_proven: !(v.n & 1), in_force_to: v.t === undefined ? null : iso(v.t),
      published: iso(v.p === undefined ? v.f : v.p), published_proven: !(v.n & 2),
      sources: [{ document: document_[0], title: document_[1], place: v.d[1], standing: v.d[2], confidence: v.d[3], url: document_[2], read: null }],
      unverified: v.u || [], reading: v.r === undefined ? null : v.r
    };
  };
  Position.prototype.values = function (p, fields) {
    var kinds = this.law.pack.kinds[p.kind], out = {};
    for (var i = 0; i < kinds.length; i++) out[kinds[i][0]] = fields === null ? null : plain(fields[i], kinds[i][1]);
    return out;
  };
  function plain(value, kind) {
    return value === null ? null : kind === "day" ? iso(value) : kind === "money" ? roubles(value) : value;
  }
  function joined(base, more) {
    for (var name in more) base[name] = more[name];
    return base;
  }

  Position.prototype.findings = function () {
    var out = [];
    for (var k = 0; k < this.computed.length; k++) {
      var i = this.computed[k], p = this.law.provisions[i], r = this.c.results[i];
      if (r.outcome === NOT_APPLICABLE || r.outcome === NO_VERSION || !this.shown(p, r)) continue;
      var fields = this.values(p, r.outcome !== UNKNOWN || r.branch ? r.fields : null), kinds = this.law.pack.kinds[p.kind];
      var item = joined(this.base(p, r, i), { kind: p.kind, fields: fields, value: kinds.length ? fields[kinds[0][0]] : null });
      if (p.kind === "deadline") { item.safe = fields.safe; item.latest = fields.latest; }
      out.push(item);
    }
    return out;
  };
  // The day past which a deadline is surely missed, under every reading; null when the law's latest day is not known.
  function lateAfter(r) {
    if (!r.branch || r.fields === null) return null;
    var all = r.readings.length ? r.readings : [r.fields], days = [];
    for (var i = 0; i < all.length; i++) {
      var day = r.branch.readings[i].given[1] ? all[i][1] : all[i][0];
      if (day === null) return null;
      days.push(day);
    }
    return mostOf(days);
  }
  Position.prototype.deadlines = function () {
    var dated = [], without = [], on = this.on, self = this, facts = this.law.pack.facts;
    this.meant("deadline").forEach(function (row) {
      var p = row[0], r = row[1], i = row[2], name = p.gives.name;
      if (!r.meant) return;
      var item = joined(self.base(p, r, i), {
        name: name, text: self.words("deadline", name, "title"), act: self.words("deadline", name, "act"),
        missed_text: self.words("deadline", name, "missed")
      });
      if (r.fields === null || r.fields[0] === null) {
        var waits = self.blockers(i).slice().sort(function (a, b) { return a - b; }).map(function (f) { return facts[f].i; });
        without.push(joined(item, { safe: null, latest: null, urgency: "open", waits_for: waits }));
        return;
      }
      var safe = r.fields[0], latest = r.fields[1], met = r.fields[2], late = lateAfter(r), provisional = r.outcome === UNKNOWN;
      if (r.outcome === DISPUTED) {
        r.readings.forEach(function (fields) { if (fields[0] !== null) safe = Math.min(safe, fields[0]); });
      }
      // A condition of being done that is not known yet accuses nobody.
      var open_ = met === null && r.branch !== null && r.branch.readings.some(function (reading) { return reading.given[2]; });
      var missed = met !== true && !open_ && !provisional && late !== null && on > late, left = safe - on;
      dated.push(joined(item, {
        safe: iso(safe), latest: iso(latest), days_left: left,
        urgency: met === true ? "done" : missed ? "late" : left <= NOW_DAYS ? "now" : left <= SOON_DAYS ? "soon" : "later",
        missed: missed, met: met === true, provisional: provisional, office_day: self.officeDay(p, safe)
      }));
    });
    var order = { late: 0, now: 1, soon: 2, later: 3, done: 4 };
    return [sortedBy(dated, function (d) { return [order[d.urgency], d.safe, d.name]; }), without];
  };
  Position.prototype.officeDay = function (p, safe) {
    var calendar = this.law.calendars[p.id.split(".")[0].toUpperCase()];
    if (!calendar) return null;
    var open_ = calendar.working_day_on_or_before(false, 0, safe);
    return open_ === null || open_ === safe ? null : iso(open_);
  };
  Position.prototype.statuses = function () {
    var codes = bare(), items = [], self = this, lists = this.law.pack.lists;
    this.meant("status").forEach(function (row) {
      var p = row[0], r = row[1], subject = p.gives.subject, code = "unknown";
      if (r.fields !== null && (r.outcome === KNOWN || r.outcome === DISPUTED) && r.fields[0] !== null) code = r.fields[0];
      if (has(codes, subject) && codes[subject] !== "unknown") return;
      codes[subject] = code;
      items = items.filter(function (item) { return item.subject !== subject; });
      var list = lists["status:" + subject] || {}, entry = has(list, code) ? list[code] : null;
      items.push(joined(self.base(p, r, row[2]), {
        subject: subject, subject_text: self.words("subject", subject, "title"), code: code,
        text: entry ? entry.title : code, sentence: entry ? (has(entry, "sentence") ? entry.sentence : entry.title) : "",
        mark: (entry && entry.mark) || "unk", tone: (entry && entry.tone) || "none"
      }));
    });
    function place(item) {
      var entry = (lists.subject || {})[item.subject];
      return entry && entry.order !== undefined ? entry.order : 50;
    }
    items = sortedBy(items, function (item) { return [place(item), item.subject]; });
    var sentences = items.filter(function (item) { return item.sentence; });
    var told = sentences.filter(function (item) { return item.code !== "unknown"; });
    if (!told.length) told = sentences.slice(0, 1);
    // Danger is said before papers.
    var urgent = this.fired.filter(function (step) { return step.told.u; });
    var sentence = urgent.length ? urgent[0].told.t : told.slice(0, 2).map(function (item) { return item.sentence; }).join(" ");
    return [codes, { sentence: sentence, items: items }];
  };
  Position.prototype.risks = function () {
    var self = this, order = { high: 0, grows_with_overstay: 1, medium: 2, not_known: 3, low: 4, none: 5 };
    var out = this.meant("risk").filter(function (row) { return row[1].fields !== null && row[1].outcome !== UNKNOWN; });
    out = out.map(function (row) {
      var item = joined(self.base(row[0], row[1], row[2]), self.values(row[0], row[1].fields));
      return joined(item, { name: row[0].gives.name, text: self.words("risk", row[0].gives.name, "title"), says: row[0].says });
    });
    return sortedBy(out, function (x) { return [has(order, x.level) ? order[x.level] : 9, x.provision]; });
  };
  Position.prototype.rights = function () {
    var self = this;
    return this.meant("right").filter(function (row) { return self.shown(row[0], row[1]); }).map(function (row) {
      return joined(self.base(row[0], row[1], row[2]), { says: row[0].says });
    });
  };
  Position.prototype.bans = function () {
    var self = this, out = [];
    this.meant("ban").forEach(function (row) {
      var r = row[1];
      if (r.fields === null || r.outcome === UNKNOWN || r.version === null || r.fields[0] === "none") return;
      var item = joined(joined(self.base(row[0], r, row[2]), self.values(row[0], r.fields)), { says: row[0].says });
      item.certain = r.outcome === KNOWN && item.kind === "mandatory" && r.version.told.d[3] === "verified";
      out.push(item);
    });
    return sortedBy(out, function (x) { return [-(x.years || 0), x.provision]; });
  };
  Position.prototype.sums = function () {
    var self = this;
    return this.meant("sum").filter(function (row) { return row[1].fields !== null && row[1].fields[0] !== null; }).map(function (row) {
      var r = row[1], name = row[0].gives.name;
      return joined(self.base(row[0], r, row[2]), {
        name: name, text: self.words("sum", name, "title"), rub: roubles(r.fields[0]), days: r.fields[1], working: self.working(name)
      });
    });
  };
  // The lines of a sum: for late pay, each stretch of days at one rate.
  Position.prototype.working = function (name) {
    var rates = this.law.rates["ru.late_pay_rate"], out = [];
    if (name !== "late_pay_interest" || this.person.past.pay === null || !rates) return out;
    var found = this.person.past.on(this.on).interest(this.on, rates, false);
    found.late.forEach(function (row) {
      var day = row[2], i = rates.stretch(day);
      while (day <= row[3] && i >= 0 && i < rates.rows.length && rates.rows[i][0] <= day && day <= rates.rows[i][1]) {
        var atRate = rates.rows[i], to = Math.min(row[3], atRate[1]), over = 10000 * atRate[3];
        var part = share(row[1], atRate[2] * (to - day + 1), over), whole = part[0], twice = 2 * part[1];
        // Half a kopeck goes to the even one, as each line is shown by itself.
        if (twice > over || (twice === over && whole % 2 === 1)) whole++;
        out.push({
          rub: roubles(row[1]), from: iso(day), to: iso(to), days: to - day + 1,
          rate_percent: Math.floor(atRate[2] / 100) + "." + two(atRate[2] % 100), divisor: atRate[3], interest_rub: roubles(whole)
        });
        day = to + 1;
        i++;
      }
    });
    return out;
  };
  Position.prototype.indicators = function () {
    var self = this;
    return this.meant("indicator").filter(function (row) { return self.shown(row[0], row[1]); }).map(function (row) {
      return joined(self.base(row[0], row[1], row[2]), { sign: row[0].gives.sign, says: row[0].says });
    });
  };
  Position.prototype.conditions = function () {
    var self = this;
    return this.meant("condition").filter(function (row) { return row[1].fields !== null && row[1].outcome === KNOWN; }).map(function (row) {
      var of = row[0].gives.of;
      return joined(self.base(row[0], row[1], row[2]), { of: of === undefined ? null : of, met: row[1].fields[0], says: row[0].says });
    });
  };
  // What is disputed: every reading, with who says so and what it gives.
  Position.prototype.alternatives = function () {
    var out = [];
    for (var k = 0; k < this.computed.length; k++) {
      var i = this.computed[k], p = this.law.provisions[i], r = this.c.results[i];
      if (r.outcome !== DISPUTED || !r.branch) continue;
      var readings = [];
      for (var n = 0; n < r.readings.length; n++) {
        var told = r.branch.readings[n].told;
        readings.push(joined({ reading: told.r, by: told.b }, this.values(p, r.readings[n])));
      }
      out.push(joined(this.base(p, r, i), { kind: p.kind, readings: readings }));
    }
    return out;
  };
  Position.prototype.nextSteps = function (unknown) {
    var law = this.law, out = this.fired.map(function (step) {
      return { code: step.told.c, title: step.told.t, act: step.told.a, urgent: !!step.told.u };
    });
    unknown.forEach(function (row) {
      var fact = law.pack.facts[row[0]];
      if (row[2].some(function (i) { return law.provisions[i].matters >= ASK_WEIGHT; })) {
        out.push({ code: "ASK_FACT:" + fact.i, title: fact.q, act: "", urgent: false });
      }
    });
    return out;
  };
  Position.prototype.answer = function () {
    var law = this.law, deadlines = this.deadlines(), statuses = this.statuses(), unknown = this.unknown(), facts = law.pack.facts;
    var first = unknown.length ? facts[unknown[0][0]] : null, states = {};
    deadlines[0].forEach(function (d) { states[d.urgency] = true; });
    return {
      on: iso(this.on), known: iso(this.known), lang: law.pack.lang, rulebook: law.pack.rulebook, read: iso(law.pack.read),
      stale: this.on > law.pack.read, not_yet_read: this.on > law.pack.limit,
      status: statuses[0], standing: statuses[1], findings: this.findings(), deadlines: deadlines[0], open_deadlines: deadlines[1],
      risks: this.risks(), rights: this.rights(), bans: this.bans(), sums: this.sums(), indicators: this.indicators(),
      conditions: this.conditions(), alternatives: this.alternatives(), next_steps: this.nextSteps(unknown),
      unknown: unknown.map(function (row) {
        return {
          fact: facts[row[0]].i, question: facts[row[0]].q, screen: facts[row[0]].s || "", weight: row[1],
          provisions: row[2].map(function (i) { return law.provisions[i].id; })
        };
      }),
      next_question: first && { fact: first.i, screen: first.s || "", question: first.q },
      urgency: this.fired.some(function (step) { return step.told.u; }) ? "immediate" :
        states.late || states.now || states.soon ? "soon" : states.later ? "later" : "none"
    };
  };

  // The position of a person on a day (as text), by the law as it was known on another (default: that day).
  // `facts` as in a file of facts: {"destination": "RU", "entered": "2019-03", "stays": "none", ...}; throws a Fault.
  Law.prototype.position = function (facts, on, known) {
    var day = span(on), then = known === undefined || known === null ? day : span(known);
    if (!day || day[0] !== day[1] || !then || then[0] !== then[1]) throw new Fault("wrong_day", "on");
    if (day[0] < this.pack.since || then[0] < this.pack.since) throw new Fault("before_pack", "on");
    var person = new Teller(this, facts).read();
    this.against(person, day[0]);
    return new Position(this, person, day[0], then[0]);
  };
  // The same as the answer of docs/answer.md; what a pack leaves out, docs/phone-pack.md says.
  Law.prototype.ask = function (facts, on, known) { return this.position(facts, on, known).answer(); };

  return { FORMAT: FORMAT, open: open, Fault: Fault };
});
