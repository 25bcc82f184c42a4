/* Fills in the browser's time zone, so that dates are shown in it from the first day. */

export class TimeZoneGuess {
  constructor(input) {
    input.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  }
}
