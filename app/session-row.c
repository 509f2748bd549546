/*
 * A row of the sidebar. An activity is told by letter and by name; its colour only helps.
 */

#include "app/session-row.h"

#include "app/activity-badge.h"
#include "app/session-text.h"

#include <glib/gi18n.h>

#define GAP 8.0f
#define BADGE_WIDTH 24.0f
#define BADGE_HEIGHT 20.0f
#define CAPTION_SCALE 0.82
#define DIM 0.55f

struct _EcgSessionRow
{
  GtkWidget parent_instance;

  /* owned: what it shows; session is NULL for a subject, group for a session */
  EcgSession      *session;
  EcgSubjectGroup *group;
  char            *title;
  char            *detail;

  /* plain state */
  EcgActivityStyle style;
};

G_DEFINE_FINAL_TYPE (EcgSessionRow, ecg_session_row, GTK_TYPE_WIDGET)

/* Drawing */

typedef struct
{
  double   scale;
  gboolean bold;
  gboolean dim;
  gboolean at_end; /* of the line */
} TextStyle;

static const TextStyle heading = { 1.0, TRUE, FALSE, FALSE };
static const TextStyle body = { 1.0, FALSE, FALSE, FALSE };
static const TextStyle number = { 1.0, FALSE, TRUE, TRUE };
static const TextStyle caption = { CAPTION_SCALE, FALSE, TRUE, FALSE };
static const TextStyle caption_number = { CAPTION_SCALE, FALSE, TRUE, TRUE };

static PangoLayout *
create_layout (EcgSessionRow *self, const char *text, const TextStyle *style)
{
  PangoLayout   *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();

  if (style->bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  if (style->scale < 1.0)
    pango_attr_list_insert (attributes, pango_attr_scale_new (style->scale));
  if (style->at_end)
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

/* Draws within the part of a line from @left that is @width wide. Returns: how much of it was used.
 */
static float
draw_text (EcgSessionRow   *self,
           GtkSnapshot     *snapshot,
           const char      *text,
           const TextStyle *style,
           float            left,
           float            width,
           float            y)
{
  g_autoptr (PangoLayout) layout = create_layout (self, text, style);
  const gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  const float    row_width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  GdkRGBA        colour;
  int            text_width, text_height;
  float          x;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  if (style->dim)
    colour.alpha *= DIM;
  if (!style->at_end)
    {
      pango_layout_set_width (layout, (int) (width * (float) PANGO_SCALE));
      pango_layout_set_ellipsize (layout, style->scale < 1.0 ? PANGO_ELLIPSIZE_MIDDLE
                                                             : PANGO_ELLIPSIZE_END);
    }
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  x = style->at_end ? left + width - (float) text_width : left;
  if (mirrored)
    x = row_width - x - (style->at_end ? (float) text_width : width);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
  return (float) text_width;
}

static int
get_line_height (EcgSessionRow *self)
{
  PangoContext     *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  const int         height = pango_font_metrics_get_height (metrics);

  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS_CEIL (height);
}

static void
draw_subject (EcgSessionRow *self, GtkSnapshot *snapshot, float width, float height)
{
  const float y = (height - (float) get_line_height (self)) / 2.0f;
  const float used = draw_text (self, snapshot, self->detail, &number, 0.0f, width, y);

  draw_text (self, snapshot, self->title, &heading, 0.0f, width - used - GAP, y);
}

static void
draw_badge (EcgSessionRow *self, GtkSnapshot *snapshot, float width, float height)
{
  const gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  ecg_activity_badge_draw (GTK_WIDGET (self), snapshot,
                           &GRAPHENE_RECT_INIT (mirrored ? width - BADGE_WIDTH : 0.0f,
                                                (height - BADGE_HEIGHT) / 2.0f, BADGE_WIDTH,
                                                BADGE_HEIGHT),
                           &self->style);
}

static void
draw_session (EcgSessionRow *self, GtkSnapshot *snapshot, float width, float height)
{
  const float      line = (float) get_line_height (self);
  const float      left = BADGE_WIDTH + GAP;
  const float      top = (height - line * (1.0f + (float) CAPTION_SCALE)) / 2.0f;
  g_autofree char *name = g_filename_display_basename (ecg_session_get_path (self->session));
  g_autofree char *leads = ecg_session_dup_leads (self->session);
  g_autofree char *marks = ecg_session_dup_marks (self->session);
  /* Translators: leads of a recording and the name of its file */
  g_autofree char *subtitle = g_strdup_printf (_ ("%s · %s"), leads, name);
  float            used;

  draw_badge (self, snapshot, width, height);
  used = draw_text (self, snapshot, self->detail, &number, left, width - left, top);
  draw_text (self, snapshot, self->title, &body, left, width - left - used - GAP, top);
  used = *marks == '\0' ? 0.0f
                        : GAP + draw_text (self, snapshot, marks, &caption_number, left,
                                           width - left, top + line);
  draw_text (self, snapshot, subtitle, &caption, left, width - left - used, top + line);
}

static void
ecg_session_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EcgSessionRow *self = ECG_SESSION_ROW (widget);
  const float    width = (float) gtk_widget_get_width (widget);
  const float    height = (float) gtk_widget_get_height (widget);

  if (self->title == NULL)
    return;
  if (self->session != NULL)
    draw_session (self, snapshot, width, height);
  else
    draw_subject (self, snapshot, width, height);
}

static void
ecg_session_row_measure (GtkWidget     *widget,
                         GtkOrientation orientation,
                         int            for_size,
                         int           *minimum,
                         int           *natural,
                         int           *minimum_baseline,
                         int           *natural_baseline)
{
  EcgSessionRow *self = ECG_SESSION_ROW (widget);
  const int      line = get_line_height (self);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 6 * line;
      *natural = 12 * line;
    }
  else
    *minimum = *natural =
      self->session != NULL ? line + (int) (CAPTION_SCALE * line + 1.0) + 2 : line + 6;
}

static gboolean
ecg_session_row_query_tooltip (
  GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  EcgSessionRow   *self = ECG_SESSION_ROW (widget);
  g_autofree char *text =
    self->session != NULL ? ecg_session_dup_sentence (self->session) : g_strdup (self->title);

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static void show_group (EcgSessionRow *self);

/* A subject stays in its row while a filter, or an edit, changes what it has. */
static void
follow (EcgSessionRow *self, EcgSubjectGroup *group)
{
  if (self->group == group)
    return;
  if (self->group != NULL)
    g_signal_handlers_disconnect_by_data (ecg_subject_group_get_sessions (self->group), self);
  g_set_object (&self->group, group);
  if (group != NULL)
    g_signal_connect_swapped (ecg_subject_group_get_sessions (group), "items-changed",
                              G_CALLBACK (show_group), self);
}

static void
ecg_session_row_dispose (GObject *object)
{
  follow (ECG_SESSION_ROW (object), NULL);
  G_OBJECT_CLASS (ecg_session_row_parent_class)->dispose (object);
}

static void
ecg_session_row_finalize (GObject *object)
{
  EcgSessionRow *self = ECG_SESSION_ROW (object);

  g_clear_object (&self->session);
  g_free (self->title);
  g_free (self->detail);
  G_OBJECT_CLASS (ecg_session_row_parent_class)->finalize (object);
}

static void
ecg_session_row_class_init (EcgSessionRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = ecg_session_row_dispose;
  G_OBJECT_CLASS (class)->finalize = ecg_session_row_finalize;
  widget_class->snapshot = ecg_session_row_snapshot;
  widget_class->measure = ecg_session_row_measure;
  widget_class->query_tooltip = ecg_session_row_query_tooltip;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ecg_session_row_init (EcgSessionRow *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
ecg_session_row_new (void)
{
  return g_object_new (ECG_TYPE_SESSION_ROW, NULL);
}

/* The item of the list is what a screen reader lands on. */
static void
set_spoken (EcgSessionRow *self, const char *text)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  while (item != NULL && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (item)) !=
                           GTK_ACCESSIBLE_ROLE_LIST_ITEM)
    item = gtk_widget_get_parent (item);
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
show (EcgSessionRow *self, EcgSession *session, const char *title, char *detail)
{
  /* Rows of one line and of two. */
  if ((self->session == NULL) != (session == NULL) || self->title == NULL)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  g_set_object (&self->session, session);
  g_free (self->title);
  self->title = g_strdup (title);
  g_free (self->detail);
  self->detail = detail;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
show_group (EcgSessionRow *self)
{
  const guint      n = g_list_model_get_n_items (ecg_subject_group_get_sessions (self->group));
  const char      *subject = ecg_subject_group_get_subject (self->group);
  g_autofree char *spoken = NULL;

  subject = subject != NULL ? subject : _ ("No subject yet");
  spoken = g_strdup_printf (ngettext ("%s, %u session", "%s, %u sessions", n), subject, n);
  show (self, NULL, subject, g_strdup_printf ("%u", n));
  set_spoken (self, spoken);
}

void
ecg_session_row_show_subject (EcgSessionRow *self, EcgSubjectGroup *group)
{
  g_return_if_fail (ECG_IS_SESSION_ROW (self));

  follow (self, group);
  show_group (self);
}

void
ecg_session_row_show_session (EcgSessionRow          *self,
                              EcgSession             *session,
                              const EcgActivityStyle *style)
{
  const char      *activity = ecg_session_get_activity (session);
  g_autofree char *spoken = ecg_session_dup_sentence (session);

  g_return_if_fail (ECG_IS_SESSION_ROW (self));

  follow (self, NULL);
  self->style = *style;
  show (self, session, activity != NULL ? activity : _ ("No activity yet"),
        ecg_session_dup_length (session));
  set_spoken (self, spoken);
}

const char *
ecg_session_row_get_detail (EcgSessionRow *self)
{
  g_return_val_if_fail (ECG_IS_SESSION_ROW (self), NULL);

  return self->detail;
}
