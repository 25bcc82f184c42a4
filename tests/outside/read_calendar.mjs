/* Read a calendar by a program that is not ours. Reads JSON with `ics`; writes its events. */

import ICAL from "ical.js";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { ics } = JSON.parse(Buffer.concat(chunks).toString());
const calendar = new ICAL.Component(ICAL.parse(ics));
const events = calendar.getAllSubcomponents("vevent").map((found) => {
  const event = new ICAL.Event(found);
  return {
    uid: event.uid,
    summary: event.summary,
    description: event.description,
    start: event.startDate.toString(),
    isDate: event.startDate.isDate,
    sequence: event.sequence,
  };
});
console.log(JSON.stringify(events));
