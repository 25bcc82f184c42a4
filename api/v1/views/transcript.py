"""The learner's ledger, and the check that anybody may make."""

from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle

from api.schema import operation
from api.v1.serializers.transcript import EntrySerializer, TotalSerializer, VerificationSerializer
from credits.queries import Outcome, entries_of, totals_of, verify


class Transcript(GenericAPIView):
    """Every entry of my ledger, newest first, reversals included."""

    serializer_class = EntrySerializer

    @operation(EntrySerializer(many=True))
    def get(self, request):
        page = self.paginate_queryset(entries_of(request.user).order_by("-awarded_at", "-pk"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class Totals(GenericAPIView):
    """My balance of each credit type: the sum of all entries."""

    serializer_class = TotalSerializer
    pagination_class = None

    @operation(TotalSerializer(many=True))
    def get(self, request):
        rows = [
            {"credit_type": kind.code, "name": kind.name, "total": total}
            for kind, total in totals_of(request.user)
        ]
        return Response(self.get_serializer(rows, many=True).data)


class CertificateRate(AnonRateThrottle):
    """Keep codes from being guessed one after the other."""

    scope = "verify"


class Verification(GenericAPIView):
    """Check a certificate by its code, without signing in."""

    permission_classes = [AllowAny]
    throttle_classes = [CertificateRate]
    serializer_class = VerificationSerializer

    @operation(VerificationSerializer)
    def get(self, request, code):
        verdict = verify(code)
        if verdict.outcome is Outcome.NOT_FOUND:
            raise NotFound(verdict.hint or "No certificate carries this code.")
        return Response(self.get_serializer(verdict).data)
