from django.urls import path

from saferplan.web.documents import block_views, chapter_views, discussion_views, figure_views, version_views, views

app_name = "documents"
DOCUMENT = "<slug:document>/"
CHAPTER = f"{DOCUMENT}chapters/<slug:chapter>/"
BLOCK = f"{DOCUMENT}blocks/<int:block>/"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("begin", views.begin, name="begin"),
    path(DOCUMENT, views.document, name="document"),
    path(f"{DOCUMENT}edit", views.edit, name="edit"),
    path(f"{DOCUMENT}history", views.history, name="history"),
    path(f"{DOCUMENT}chapters/add", chapter_views.add, name="add-chapter"),
    path(CHAPTER, chapter_views.chapter, name="chapter"),
    path(f"{CHAPTER}edit", chapter_views.edit, name="edit-chapter"),
    path(f"{CHAPTER}move", chapter_views.move, name="move-chapter"),
    path(f"{CHAPTER}remove", chapter_views.remove, name="remove-chapter"),
    path(f"{CHAPTER}restore", chapter_views.restore, name="restore-chapter"),
    path(f"{CHAPTER}add", block_views.add, name="add-block"),
    path(BLOCK, block_views.block, name="block"),
    path(f"{BLOCK}preview", block_views.preview, name="preview"),
    path(f"{BLOCK}move", block_views.move, name="move-block"),
    path(f"{BLOCK}remove", block_views.remove, name="remove-block"),
    path(f"{BLOCK}restore", block_views.restore, name="restore-block"),
    path(f"{BLOCK}audience", block_views.audience, name="audience"),
    path(f"{BLOCK}versions/", version_views.versions, name="versions"),
    path(f"{BLOCK}suggest", discussion_views.suggest, name="suggest"),
    path(f"{BLOCK}comment", discussion_views.comment, name="comment"),
    path(f"{BLOCK}comments/<int:comment>/settle", discussion_views.settle_comment, name="settle-comment"),
    path(f"{BLOCK}suggestions/<int:suggestion>/", discussion_views.suggestion, name="suggestion"),
    path(f"{BLOCK}suggestions/<int:suggestion>/turn-down", discussion_views.turn_down, name="turn-down"),
    path(f"{BLOCK}figures/", figure_views.figures, name="figures"),
    path(f"{BLOCK}figures/add", figure_views.add, name="add-figure"),
    path(f"{DOCUMENT}figures/state", figure_views.state, name="figures-state"),
    path(f"{DOCUMENT}figures/work-out", figure_views.work_out, name="work-out-figures"),
    path(f"{DOCUMENT}exhibits/<slug:exhibit>/picture.svg", figure_views.picture, name="exhibit-picture"),
    path(f"{DOCUMENT}exhibits/<slug:exhibit>/narrow.svg", figure_views.narrow, name="exhibit-narrow"),
    path(f"{DOCUMENT}pictures/", figure_views.pictures, name="pictures"),
    path(f"{DOCUMENT}pictures/<str:picture>", figure_views.uploaded, name="picture"),
]
