/* Columns that become rows where the width does not suffice. */
#include "widgets/columns-layout.h"

struct _EcgColumnsLayout
{
  GtkLayoutManager parent_instance;

  /* plain state */
  int threshold;
  int first_width;
  int spacing;
};

enum
{
  PROP_THRESHOLD = 1,
  PROP_FIRST_WIDTH,
  PROP_SPACING,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (EcgColumnsLayout, ecg_columns_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
ecg_columns_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static int
count_children (GtkWidget *widget)
{
  int n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_should_layout (child) ? 1 : 0;
  return n;
}

/* The width of column @index of @n within @width; all of it where they stand below one another. */
static int
column_width (EcgColumnsLayout *self, int width, int index, int n)
{
  const int free = width - (n - 1) * self->spacing;

  if (n < 2 || width < self->threshold)
    return width;
  if (self->first_width == 0)
    return free * (index + 1) / n - free * index / n;
  if (index == 0)
    return self->first_width;
  return (free - self->first_width) / (n - 1);
}

static void
measure_width (EcgColumnsLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum = 0;
      int child_natural = 0;

      if (gtk_widget_should_layout (child))
        gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                            NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
    }
  *natural = MAX (*natural, self->threshold);
}

static void
measure_height (EcgColumnsLayout *self, GtkWidget *widget, int width, int *minimum, int *natural)
{
  const int      n = count_children (widget);
  const gboolean stacked = width < self->threshold;
  int            index = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum;
      int child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, column_width (self, width, index++, n),
                          &child_minimum, &child_natural, NULL, NULL);
      *minimum = stacked ? *minimum + child_minimum : MAX (*minimum, child_minimum);
      *natural = stacked ? *natural + child_natural : MAX (*natural, child_natural);
    }
  if (stacked && n > 1)
    {
      *minimum += (n - 1) * self->spacing;
      *natural += (n - 1) * self->spacing;
    }
}

static void
ecg_columns_layout_measure (GtkLayoutManager *manager,
                            GtkWidget        *widget,
                            GtkOrientation    orientation,
                            int               for_size,
                            int              *minimum,
                            int              *natural,
                            int              *minimum_baseline,
                            int              *natural_baseline)
{
  EcgColumnsLayout *self = ECG_COLUMNS_LAYOUT (manager);
  int               width_minimum = 0;
  int               width_natural = 0;

  *minimum = *natural = 0;
  measure_width (self, widget, &width_minimum, &width_natural);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      measure_height (self, widget, for_size < 0 ? width_natural : for_size, minimum, natural);
      return;
    }
  *minimum = width_minimum;
  *natural = width_natural;
}

static int
natural_height (GtkWidget *child, int width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static void
ecg_columns_layout_allocate (
  GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  EcgColumnsLayout *self = ECG_COLUMNS_LAYOUT (manager);
  const int         n = count_children (widget);
  const gboolean    stacked = width < self->threshold;
  const gboolean    mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int               index = 0;
  int               x = 0;
  int               y = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation allocation = { x, y, 0, height };

      if (!gtk_widget_should_layout (child))
        continue;
      allocation.width = column_width (self, width, index++, n);
      if (stacked)
        allocation.height = natural_height (child, allocation.width);
      if (mirrored)
        allocation.x = width - x - allocation.width;
      gtk_widget_size_allocate (child, &allocation, -1);
      if (stacked)
        y += allocation.height + self->spacing;
      else
        x += allocation.width + self->spacing;
    }
}

static int *
find_member (EcgColumnsLayout *self, guint id)
{
  switch (id)
    {
    case PROP_THRESHOLD:
      return &self->threshold;
    case PROP_FIRST_WIDTH:
      return &self->first_width;
    case PROP_SPACING:
      return &self->spacing;
    default:
      g_return_val_if_reached (NULL);
    }
}

static void
ecg_columns_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, *find_member (ECG_COLUMNS_LAYOUT (object), id));
}

static void
ecg_columns_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  int *member = find_member (ECG_COLUMNS_LAYOUT (object), id);

  if (*member == g_value_get_int (value))
    return;
  *member = g_value_get_int (value);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
  g_object_notify_by_pspec (object, pspec);
}

static void
ecg_columns_layout_class_init (EcgColumnsLayoutClass *klass)
{
  GObjectClass          *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = ecg_columns_layout_get_property;
  object_class->set_property = ecg_columns_layout_set_property;
  layout_class->get_request_mode = ecg_columns_layout_get_request_mode;
  layout_class->measure = ecg_columns_layout_measure;
  layout_class->allocate = ecg_columns_layout_allocate;
  props[PROP_THRESHOLD] = g_param_spec_int ("threshold", NULL, NULL, 0, G_MAXINT16, 0, flags);
  props[PROP_FIRST_WIDTH] = g_param_spec_int ("first-width", NULL, NULL, 0, G_MAXINT16, 0, flags);
  props[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ecg_columns_layout_init (EcgColumnsLayout *self)
{
}

GtkLayoutManager *
ecg_columns_layout_new (void)
{
  return g_object_new (ECG_TYPE_COLUMNS_LAYOUT, NULL);
}
