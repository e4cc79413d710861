"""Pages of figures and pictures: the list of them, what is put in, and the pictures themselves."""

import json
from http import HTTPStatus

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saferplan.errors import NothingLoaded
from saferplan.web.access.parts import is_part
from saferplan.web.access.permitted import not_permitted
from saferplan.web.documents import arranging, presenters
from saferplan.web.documents.finding_figures import matching, offered
from saferplan.web.documents.forms import FindFigureForm, PictureForm
from saferplan.web.documents.keeping_figures import figures_of, picture_of
from saferplan.web.documents.models import Block, Document
from saferplan.web.documents.picturing import add_picture
from saferplan.web.documents.rights import may_write, pictures_for
from saferplan.web.documents.scoped import of_a_block, of_a_document
from saferplan.web.documents.work import ask_for_figures
from saferplan.web.files import places
from saferplan.web.people.permissions import Permission

# Opened by itself, a drawing is a document. As one it may do nothing, and show nothing from elsewhere.
A_DRAWING_ALONE = {"default-src": [NONE], "style-src": ["'unsafe-inline'"], "sandbox": []}
# Told to the page itself, for what asked is gone by then: it listens where it has something to show with figures.
WORKED_OUT = json.dumps({"figures-worked-out": {"target": "body"}})


@require_safe
@of_a_block
def figures(request: HttpRequest, document: Document, block: Block) -> HttpResponse:
    """What can be put after the block, found by its name. For htmx, beside the text, the list alone."""
    form = FindFigureForm(request.GET or None)
    shown = presenters.figures_for(document, request.member)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "document": document,
        "block": block,
        "figures": shown,
        "found": matching(shown.kept, asked) if shown.kept else None,
        "filter_form": FindFigureForm(initial={"q": asked}, auto_id="find_%s"),
        "asked": asked,
        "back": presenters.of_block(block),
    }
    name = "_found_figures" if is_part(request) else "figures"
    return render(request, f"documents/{name}.html", context)


@require_POST
@of_a_block
def add(request: HttpRequest, document: Document, block: Block) -> HttpResponse:
    """A block of its own for the figure that was chosen, after this one."""
    shown = presenters.figures_for(document, request.member)
    chosen = offered(shown.kept, request.POST.get("code", "")) if shown.kept else None
    if chosen is None:
        messages.warning(request, "There is no such figure now. Choose another")
        return redirect(presenters.of_block(block, "figures"))
    made = arranging.add_block(
        chapter=block.chapter, text=chosen.code, after=block, audience=block.audience, by=request.member
    )
    messages.success(request, "The figure was added after the block")
    return redirect(presenters.in_chapter(made))


@require_safe
@of_a_document
def state(request: HttpRequest, document: Document) -> HttpResponse:
    """For a page that waits for the figures: nothing while they are coming, and then what became of them."""
    shown = presenters.figures_for(document, request.member)
    if shown.is_coming:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    context = {"document": document, "figures": shown, "may_write": may_write(request.member)}
    answer = render(request, "documents/_figures_became.html", context)
    if shown.kept:
        answer["HX-Trigger"] = WORKED_OUT
    return answer


@require_POST
@of_a_document
def work_out(request: HttpRequest, document: Document) -> HttpResponse:
    """Again, after it failed."""
    try:
        found = figures_of(document)
    except NothingLoaded as fault:
        messages.warning(request, fault.message)
        return redirect(presenters.address(document))
    job = ask_for_figures(document, found.load, by=request.member, again=True)
    return redirect("jobs:job", partnership=document.partnership.slug, job=job.pk)


@require_safe
@csp(A_DRAWING_ALONE)
@of_a_document
def picture(request: HttpRequest, document: Document, exhibit: str) -> HttpResponse:
    return _drawing(document, exhibit, is_narrow=False)


@require_safe
@csp(A_DRAWING_ALONE)
@of_a_document
def narrow(request: HttpRequest, document: Document, exhibit: str) -> HttpResponse:
    return _drawing(document, exhibit, is_narrow=True)


def _drawing(document: Document, name: str, *, is_narrow: bool) -> HttpResponse:
    try:
        file = picture_of(document, name, is_narrow=is_narrow)
    except NothingLoaded:
        file = None
    if file is None:
        raise Http404
    return FileResponse(file.open("rb"), content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_document
def pictures(request: HttpRequest, document: Document) -> HttpResponse:
    if request.method == "POST" and not may_write(request.member):
        return not_permitted(request, Permission.EDIT_DOCUMENTS)
    form = PictureForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        made = add_picture(document=document, **form.cleaned_data, by=request.member)
        messages.success(
            request, f"The picture was added. Write ![{made.alternative}]({made.name}) where it is to stand"
        )
        return redirect(presenters.address(document, "pictures"))
    context = {
        "document": document,
        "form": form,
        "pictures": pictures_for(document, request.member).select_related("by__user"),
        "may_write": may_write(request.member),
        "back": presenters.address(document),
    }
    return render(request, "documents/pictures.html", context)


@require_safe
@csp(A_DRAWING_ALONE)
@of_a_document
def uploaded(request: HttpRequest, document: Document, picture: str) -> FileResponse:
    found = get_object_or_404(pictures_for(document, request.member).select_related("file"), name=picture)
    return FileResponse((places.root() / found.file.place).open("rb"), content_type=found.file.media_type)
