"""A learning platform that is as small as can be: people log in, see a course, and follow a link to a tool.

The platform's side of LTI 1.3 is Open edX's own (lti-consumer-xblock): what begins a launch, what is checked of the
tool's answer, the claims, the signature, the keys, and the page that posts them. Here are only a log-in, a course and
the links in it. `rig/learning_platform.py` starts it and says in a file who it is and which tools are registered.
"""

import json
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.core.wsgi import get_wsgi_application
from django.http import Http404, HttpResponseForbidden, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt

HERE = Path(__file__).resolve().parent
SETTINGS = json.loads(Path(os.environ["LEARNING_PLATFORM_SETTINGS"]).read_text(encoding="utf-8"))
ISSUER = SETTINGS["issuer"]

settings.configure(
    ALLOWED_HOSTS=["*"],
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "lti_consumer"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    # What the library remembers of one request must not be there in the next.
    MIDDLEWARE=["edx_django_utils.cache.middleware.RequestCacheMiddleware"],
    PLATFORM_NAME="Courses of the rig",
    ROOT_URLCONF=__name__,
    SECRET_KEY=SETTINGS["secret"],
    SESSION_COOKIE_NAME="learning-platform",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [HERE / "templates"], "APP_DIRS": True}],
    USE_TZ=True,
)
django.setup()

# Only now, since these read the settings.
from lti_consumer.data import Lti1p3LaunchData  # noqa: E402
from lti_consumer.lti_1p3.consumer import LtiConsumer1p3  # noqa: E402
from lti_consumer.utils import get_data_from_cache  # noqa: E402

import faults  # noqa: E402


def consumer(tool):
    """Return the platform's side towards one registered tool."""
    about = SETTINGS["tools"][tool]
    return LtiConsumer1p3(
        iss=ISSUER,
        lti_oidc_url=SETTINGS["initiation_url"],
        lti_launch_url=SETTINGS["target_link_uri"] + about.get("page", ""),
        client_id=about["client_id"],
        deployment_id=about["deployment_id"],
        rsa_key=SETTINGS["key"],
        rsa_key_id=SETTINGS["key_id"],
        redirect_uris=[SETTINGS["redirect_url"]],
    )


def person(request):
    """Return the name of who is logged in, or nothing."""
    try:
        name = Signer().unsign(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    except BadSignature:
        return None
    return name if name in SETTINGS["people"] else None


@csrf_exempt
def log_in(request):
    following = request.GET.get("next", "/")
    name = request.POST.get("username")
    if name not in SETTINGS["people"] or request.POST.get("password") != f"{name}-password":
        return render(request, "log-in.html", {"wrong": request.method == "POST"})
    answer = HttpResponseRedirect(following if following.startswith("/") else "/")
    # Not named to be sent from other sites, as with the platforms that people have.
    answer.set_cookie(settings.SESSION_COOKIE_NAME, Signer().sign(name), secure=True, httponly=True, samesite="Lax")
    return answer


def course(request, course):
    """A course with its links: in a window of their own, and one in a frame of this page."""
    if not person(request):
        return HttpResponseRedirect(f"/login?next={request.path}")
    if course not in SETTINGS["courses"]:
        raise Http404
    return render(request, "course.html", {"course": course, "tools": SETTINGS["tools"]})


def launch(request, course, tool):
    """What a link in a course leads to: the first leg of a launch."""
    name = person(request)
    if not name:
        return HttpResponseRedirect(f"/login?next={request.path}")
    if course not in SETTINGS["courses"] or tool not in SETTINGS["tools"]:
        raise Http404
    about = SETTINGS["people"][name]
    data = Lti1p3LaunchData(
        user_id=about["id"],
        user_role=about["role"],
        config_id=tool,
        resource_link_id=f"{course}-{tool}",
        email=about["email"],
        context_id=course,
        context_title=course,
        context_label=course,
        custom_parameters={"login": name, "fault": request.GET.get("fault", "")},
    )
    return HttpResponseRedirect(consumer(tool).prepare_preflight_url(data))


@csrf_exempt
@xframe_options_exempt
def authorize(request):
    """The second leg: the tool asks who it is, and gets a page that posts a signed token to it."""
    asked = (request.GET if request.method == "GET" else request.POST).dict()
    data = get_data_from_cache(asked.get("lti_message_hint", ""))
    name = person(request)
    # It is the person who is logged in here, whatever the tool was told.
    if not data or not name or data.user_id != SETTINGS["people"][name]["id"] or data.user_id != asked.get("login_hint"):
        return HttpResponseForbidden("This launch is not yours.")
    platform = consumer(data.config_id)
    platform.set_user_data(user_id=data.user_id, role=data.user_role, email_address=data.email)
    platform.set_resource_link_claim(data.resource_link_id)
    platform.set_context_claim(data.context_id, None, data.context_title, data.context_label)
    parameters = dict(data.custom_parameters)
    fault = parameters.pop("fault")
    platform.set_custom_parameters(parameters)
    answer = platform.generate_launch_request(asked)
    if fault:
        answer["id_token"] = faults.FAULTS[fault](platform, answer["id_token"])
    return render(request, "html/lti_1p3_launch.html", {"launch_url": asked["redirect_uri"], "launch_request": answer})


def keys(request):
    tool = next(iter(SETTINGS["tools"]))
    return JsonResponse(consumer(tool).get_public_keyset())


urlpatterns = [
    path("login", log_in),
    path("courses/<slug:course>", course),
    path("launch/<slug:course>/<slug:tool>", launch),
    path("authorize", authorize),
    path("keys", keys),
]
application = get_wsgi_application()
