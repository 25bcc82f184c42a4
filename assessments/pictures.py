"""The picture that an author draws on, large enough to draw."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from wagtail.images import get_image_model
from wagtail.images.permissions import permission_policy

SIZE = "max-1600x1600"


def picture(request, pk):
    """Lead to a picture that the author may choose."""
    image = get_object_or_404(get_image_model(), pk=pk)
    if not permission_policy.user_has_permission_for_instance(request.user, "choose", image):
        raise PermissionDenied
    return redirect(image.get_rendition(SIZE).url)
