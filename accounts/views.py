"""Pages about the person who is signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.forms import KeyForm, ProfileForm
from accounts.models import Profile
from accounts.queries import keys_of
from accounts.services import create_api_token, revoke_api_token, update_profile


@login_required
def profile(request):
    """Show and change name, profession and time zone."""
    user = request.user
    instance = Profile.objects.filter(user=user).first() or Profile(user=user)
    initial = {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "time_zone": user.time_zone,
    }
    form = ProfileForm(request.POST or None, instance=instance, initial=initial)
    if request.method == "POST" and form.is_valid():
        update_profile(user=user, **form.cleaned_data)
        messages.success(request, "Your profile is saved.")
        return redirect("accounts:profile")
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)


@login_required
@never_cache
def keys(request):
    """List the person's API keys and make another, whose text is shown this once."""
    form, made = KeyForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        made = create_api_token(user=request.user, **form.terms(timezone.now()))
        form = KeyForm()
    context = {"form": form, "made": made, "keys": keys_of(request.user)}
    return render(request, "accounts/keys.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request, pk):
    """Make one of the person's own keys useless; a second time changes nothing."""
    token = get_object_or_404(keys_of(request.user), pk=pk)
    revoke_api_token(token=token)
    messages.success(request, f"The key “{token.name}” no longer works.")
    return redirect("accounts:keys")
