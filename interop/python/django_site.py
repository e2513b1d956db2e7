"""Django with its sessions, the tokens of Django REST framework, and simplejwt, in one file.

Called with a port and a secret; listens on loopback. Prints the versions, then serves.
"""
import json
import sys

import django
from django.conf import settings

PORT, SECRET = int(sys.argv[1]), sys.argv[2]
settings.configure(
    DEBUG=False,
    SECRET_KEY=SECRET,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:interop?mode=memory&cache=shared"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "rest_framework",
        "rest_framework.authtoken",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    LOGIN_URL="/accounts/login/",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from django.contrib.auth import authenticate, get_user_model, login, logout  # noqa: E402
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpResponse, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.authentication import TokenAuthentication  # noqa: E402
from rest_framework.authtoken.views import obtain_auth_token  # noqa: E402
from rest_framework.decorators import api_view, authentication_classes, permission_classes  # noqa: E402
from rest_framework.permissions import IsAuthenticated  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework_simplejwt.views import TokenObtainPairView  # noqa: E402


def sign_in(request):
    user = authenticate(request, **json.loads(request.body))
    if user is None:
        return HttpResponse(status=401)
    login(request, user)
    return JsonResponse({"id": user.id})


def sign_out(request):
    logout(request)
    return HttpResponse(status=204)


@login_required
def session_user(request):
    return JsonResponse({"id": str(request.user.id)})


@api_view(["GET"])
@authentication_classes([TokenAuthentication])
@permission_classes([IsAuthenticated])
def token_user(request):
    return Response({"id": request.user.id, "username": request.user.username})


@api_view(["POST"])
@authentication_classes([TokenAuthentication])
@permission_classes([IsAuthenticated])
def delete_token(request):
    request.user.auth_token.delete()
    return Response(status=204)


urlpatterns = [
    path("login/", sign_in),
    path("logout/", sign_out),
    path("api/me/", session_user),
    path("token-auth/", obtain_auth_token),
    path("me/", token_user),
    path("token-delete/", delete_token),
    path("jwt/", TokenObtainPairView.as_view()),
]

if __name__ == "__main__":
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    import rest_framework
    from django.core.wsgi import get_wsgi_application
    from importlib.metadata import version

    sys.modules.setdefault("django_site", sys.modules[__name__])
    call_command("migrate", verbosity=0)
    for name in ("alice", "bob"):
        get_user_model().objects.create_user(name, password=sys.argv[3])

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_):
            pass

    server = make_server("127.0.0.1", PORT, get_wsgi_application(), handler_class=Quiet)
    print(json.dumps({
        "django": django.get_version(),
        "rest_framework": rest_framework.VERSION,
        "simplejwt": version("djangorestframework-simplejwt"),
        "port": server.server_port,
    }), flush=True)
    server.serve_forever()
