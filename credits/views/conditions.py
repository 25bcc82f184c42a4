"""What some credit asks of a learner: the boards that certified them, and reflective notes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.domain.identifiers import IdentifierInvalid
from credits.forms import BoardForm, ReflectionForm
from credits.models import Awaiting, Diplomate
from credits.queries import board_numbers_of
from credits.services import drop_board, name_board, write_reflection


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def boards(request):
    """List the learner's boards and take another; naming one again corrects its number."""
    form = BoardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            named = name_board(learner=request.user, at=timezone.now(), **form.cleaned_data)
        except IdentifierInvalid as mistake:
            form.add_error("number", mistake.message)
        else:
            messages.success(request, f"{named.board} saved: its points are recorded from now on.")
            return redirect("credits:boards")
    numbers = board_numbers_of(request.user)
    named = Diplomate.objects.filter(learner=request.user)
    rows = [(row, numbers.get(row.board.upper(), "")) for row in named]
    context = {"form": form, "named": rows}
    status = 422 if request.method == "POST" else 200
    return render(request, "credits/boards.html", context, status=status)


@login_required
@require_POST
def remove_board(request, board):
    """Forget a board; removing it twice changes nothing."""
    drop_board(learner=request.user, board=board, at=timezone.now())
    messages.success(request, "Removed, with your number there. Points recorded so far stay.")
    return redirect("credits:boards")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reflect(request, awaiting_id):
    """Ask for the note; posting it records the credit."""
    waiting = Awaiting.objects.filter(learner=request.user, closed_at=None)
    awaiting = get_object_or_404(waiting.select_related("offer__credit_type"), pk=awaiting_id)
    form = ReflectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            entry = write_reflection(awaiting=awaiting, text=text, at=timezone.now())
        except Awaiting.DoesNotExist as closed:
            raise Http404 from closed
        words = f"{entry.amount:.2f} {entry.credit_type.name} recorded."
        messages.success(request, f"{words} The certificate follows in a moment.")
        return redirect("credits:transcript")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "awaiting": awaiting}
    return render(request, "credits/reflect.html", context, status=status)
