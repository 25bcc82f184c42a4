"""Who may work where: permissions that hold in a Wagtail collection and in all below it."""

from typing import Any

from django.db.models import Model, QuerySet
from wagtail.models import Collection
from wagtail.permission_policies.collections import CollectionPermissionPolicy


class PlacePolicy(CollectionPermissionPolicy):
    """Permissions on objects that belong to a collection, if need be through something else.

    `through` is the path to the collection, such as "bank__collection".
    """

    permission_cache_name = "_place_permissions"

    def __init__(self, model: type[Model], *, through: str = "collection") -> None:
        super().__init__(model)
        self.through = through

    def collection_of(self, instance: Model) -> Collection:
        """Return the collection to which the instance belongs."""
        found: Any = instance
        for name in self.through.split("__"):
            found = getattr(found, name)
        collection: Collection = found
        return collection

    def instances_in(self, collections: QuerySet[Collection]) -> QuerySet[Model]:
        """Return the instances that belong to any of the collections."""
        manager = self.model._default_manager
        return manager.filter(**{f"{self.through}__in": list(collections)})

    def stand_at(self, user: Any, instance: Model) -> None:
        """Leave the user, for the rest of the request, only what they may do at this place.

        Wagtail's snippet views ask whether somebody may publish anything at all, not this.
        """
        collection = self.collection_of(instance)
        here = [
            row
            for row in self.get_cached_permissions_for_user(user)
            if collection.is_descendant_of(row.collection) or collection == row.collection
        ]
        setattr(user, self.permission_cache_name, here)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Any, instance: Model
    ) -> bool:
        return bool(self._check_perm(user, actions, collection=self.collection_of(instance)))

    def users_with_any_permission_for_instance(self, actions: Any, instance: Model) -> Any:
        return self._users_with_perm(actions, collection=self.collection_of(instance))

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Model]:
        if not (user.is_active and user.is_authenticated):
            return self.model._default_manager.none()
        if user.is_superuser:
            return self.model._default_manager.all()
        return self.instances_in(self._collections_with_perm(user, actions))

    def visible_to(self, user: Any) -> QuerySet[Model]:
        """Return the instances that the user may look at."""
        return self.instances_user_has_any_permission_for(user, ["view"])
