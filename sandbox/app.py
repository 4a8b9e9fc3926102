"""The Flask app: authorization server, gateway and sites."""

from __future__ import annotations

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from sandbox import data_center, jira
from sandbox.authentication import GatewayRefusal
from sandbox.control import control_blueprint
from sandbox.har import HarFile
from sandbox.log import CallLog
from sandbox.oauth import oauth_blueprint
from sandbox.recorded_call import Exchange
from sandbox.recorder import Recorder
from sandbox.world import World


def create_app(world: World, *, har: HarFile | None = None, markup: str = "cards") -> Flask:
    """The whole sandbox as a WSGI app."""
    app = Flask("sandbox", static_url_path="/_static")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    log = CallLog(world)
    app.extensions["sandbox"] = world
    app.extensions["sandbox.log"] = log
    app.config["MARKUP"] = markup
    app.register_blueprint(control_blueprint())
    app.register_blueprint(oauth_blueprint())
    api = "rest/api/<int:version>"
    app.register_blueprint(jira.jira_blueprint(), url_prefix=f"/ex/jira/<cloud_id>/{api}")
    app.register_blueprint(jira.jira_blueprint(), name="site", url_prefix=f"/_sites/<slug>/{api}")
    agile = "rest/agile/1.0"
    app.register_blueprint(jira.agile_blueprint(), url_prefix=f"/ex/jira/<cloud_id>/{agile}")
    app.register_blueprint(
        jira.agile_blueprint(), name="agile-site", url_prefix=f"/_sites/<slug>/{agile}"
    )
    desk = "rest/servicedeskapi"
    app.register_blueprint(jira.service_desk_blueprint(), url_prefix=f"/ex/jira/<cloud_id>/{desk}")
    app.register_blueprint(
        jira.service_desk_blueprint(), name="service-desk-site", url_prefix=f"/_sites/<slug>/{desk}"
    )
    app.register_blueprint(jira.browse_blueprint())
    app.register_blueprint(jira.media_blueprint())
    data_center.mount(app)
    app.register_error_handler(GatewayRefusal, refused)
    app.register_error_handler(HTTPException, not_served)
    app.before_request(name_operation)
    app.wsgi_app = Recorder(app.wsgi_app, world, log, har)  # type: ignore[method-assign]
    return app


def name_operation() -> None:
    """Record the operation of this call in the call log: the endpoint's name."""
    if request.endpoint is not None:
        Exchange.of(request).operation = request.endpoint.rpartition(".")[2]


def refused(refusal: GatewayRefusal) -> Response:
    """Answers of the gateway itself."""
    if isinstance(refusal.body, str):
        response = Response(refusal.body, refusal.status, content_type="text/plain; charset=utf-8")
    else:
        response = jsonify(refusal.body)
        response.status_code = refusal.status
    response.headers.update(refusal.headers)
    return response


def not_served(error: HTTPException) -> Response:
    """No such path, or not with this method: JSON, as the gateway answers."""
    response = jsonify({"code": error.code, "message": error.description})
    response.status_code = error.code or 500
    return response
