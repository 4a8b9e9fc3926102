"""What follows filing: a comment, and a step of the workflow with what its screen asks for."""

from tests.support.http_visitor import Control, Form, Page, Visitor


def issue_page(visitor: Visitor, url: str, key: str) -> Page:
    """The page of the issue *key* in Lodge."""
    from issues.models import Submission

    return visitor.get(f"{url}/issue/{Submission.objects.get(issue_key=key).cloud_id}/{key}/")


def comment_on(visitor: Visitor, url: str, key: str, text: str) -> str:
    """Write a comment on the issue; what the page says of it."""
    issue_page(visitor, url, key)
    page = visitor.get(visitor.page.link_to(r"/comment/$"))
    form = page.form_with("comment", "text")
    done = visitor.send(form, button_named(form, ""), text=text)
    assert "Your comment is on" in done.text, done.text
    return f"{key} has one"


def take_a_step(visitor: Visitor, url: str, key: str) -> str:
    """Take the last step that the issue offers, with a value for each required field; the status then."""
    from integrations import jira
    from integrations.models import Connection
    from issues.models import Submission

    page = issue_page(visitor, url, key)
    steps = [href for href, _text in page.links if "/transition/" in href]
    if not steps:
        return "this workflow offers none"
    form = visitor.get(steps[-1]).form_with("from")
    asked = {
        name: next(value for value, *_more in control.options if value)
        for control in form.controls
        if (name := control.name) and control.tag == "select" and control.required
    }
    done = visitor.send(form, None, **asked)
    assert "is now" in done.text, done.text
    account_id = Connection.objects.get().account_id
    cloud_id = Submission.objects.get(issue_key=key).cloud_id
    fields = jira.get_issue(account_id, cloud_id, key, ("status", "resolution")).fields
    said = [fields["status"]["name"]]
    said += [f"resolution {fields['resolution']['name']}"] if fields.get("resolution") else []
    return ", ".join([*said, f"asked for: {', '.join(asked) or 'nothing'}"])


def button_named(form: Form, name: str) -> Control:
    """The last button of *form* with this name."""
    return [each for each in form.buttons if each.name == name][-1]
