// Every working-day function of every calendar of a pack (first argument; law.js is the second), day by day, as JSON.
"use strict";
var fs = require("fs");
var law = require(process.argv[3]).open(fs.readFileSync(process.argv[2], "utf8")), asked = JSON.parse(process.argv[4]), out = {};
Object.keys(law.calendars).forEach(function (code) {
  var calendar = law.calendars[code];
  out[code] = [];
  for (var day = calendar.first - 3; day <= calendar.last + 3; day += asked.every) {
    asked.known.forEach(function (known) {
      var off = known !== 0;
      out[code].push([
        calendar.is_working_day(off, known, day), calendar.working_day_on_or_before(off, known, day),
        calendar.working_day_on_or_after(off, known, day), calendar.nth_working_day_from(off, known, day, 3),
        calendar.nth_working_day_from(off, known, day, -7), calendar.nth_working_day_after(off, known, day, 5),
        calendar.nth_working_day_after(off, known, day, -1), calendar.nth_working_day_after(off, known, day, 0)
      ]);
    });
  }
});
process.stdout.write(JSON.stringify(out));
