"""Question banks as they are named on a command line."""

from django.core.management.base import CommandError

from assessments.models import QuestionBank

HELP = "The bank's name, its number, or PROVIDER/NAME where two banks share a name."


def bank_named(words):
    """Return the one bank that the words name; raise `CommandError` telling which there are."""
    if words.isdigit() and (bank := QuestionBank.objects.filter(pk=words).first()):
        return bank
    found = list(QuestionBank.objects.filter(name=words).select_related("collection"))
    if not found and "/" in words:
        provider, name = words.split("/", 1)
        found = list(QuestionBank.objects.filter(collection__name=provider, name=name))
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{bank.collection.name}/{bank.name}" for bank in found)
        raise CommandError(f"Several banks are called “{words}”: {names}.")
    raise CommandError(f"There is no bank called “{words}”.")
