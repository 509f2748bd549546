#include "core/recording/events-tsv.h"

#include "core/recording/file-input.h"
#include "core/recording/limits.h"
#include "core/recording/reader.h"
#include "core/recording/recording-error.h"
#include "core/recording/table.h"
#include "core/recording/warning.h"
#include "core/recording/writer.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Cells of all rows together, for a long header makes each short row large. */
#define LIMIT_CELLS ((guint64) 1 << 24)

/* Beyond this a double no longer holds every sample. */
#define LIMIT_SAMPLE 9007199254740992.0

enum
{
  ROLE_ONSET,
  ROLE_DURATION,
  ROLE_TYPE,
  N_ROLES,
};

static const char *const role_names[N_ROLES] = { "onset", "duration", "trial_type" };

static void
clear_event (EcgEvent *event)
{
  g_free (event->type);
  g_free (event->values);
}

EcgEvents *
ecg_events_new (void)
{
  EcgEvents *self = g_new0 (EcgEvents, 1);

  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->items = g_array_new (FALSE, FALSE, sizeof (EcgEvent));
  g_array_set_clear_func (self->items, (GDestroyNotify) clear_event);
  return self;
}

/* The texts of all values, for the array of an event ends with no mark. */
static void
free_values (EcgEvents *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      EcgEvent *event = &g_array_index (self->items, EcgEvent, i);

      for (guint k = 0; event->values != NULL && k < self->columns->len; k++)
        g_free (event->values[k]);
    }
}

void
ecg_events_free (EcgEvents *self)
{
  free_values (self);
  g_array_unref (self->items);
  g_ptr_array_unref (self->columns);
  g_free (self);
}

guint
ecg_events_add_column (EcgEvents *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL && self->items->len == 0, 0);

  g_ptr_array_add (self->columns, g_strdup (name));
  return self->columns->len - 1;
}

void
ecg_events_add (EcgEvents *self, const EcgEvent *event)
{
  const guint n = self->columns->len;
  EcgEvent    copy = *event;

  copy.type = g_strdup (event->type);
  copy.values = event->values != NULL ? g_new (char *, MAX (n, 1)) : NULL;
  for (guint k = 0; copy.values != NULL && k < n; k++)
    copy.values[k] = g_strdup (event->values[k]);
  g_array_append_val (self->items, copy);
}

const EcgEvent *
ecg_events_get (const EcgEvents *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->items->len, NULL);

  return &g_array_index (self->items, EcgEvent, index);
}

/* Reading */

typedef struct
{
  EcgEvents  *events;
  const char *name;
  const char *at;
  gsize       line;
  GPtrArray  *fields;         /* of the row at hand; NULL each where unknown */
  gint        roles[N_ROLES]; /* columns; −1 where absent */
  GError    **error;
} Parser;

static gboolean
fail (const Parser *parser, int code, const char *what)
{
  g_set_error (parser->error, ECG_RECORDING_ERROR, code, _ ("“%s”, line %zu: %s"), parser->name,
               parser->line, what);
  return FALSE;
}

static gboolean
ends_field (char c)
{
  return c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

/* Returns: (nullable): what stands in the quotes at @at; NULL where they do not close before the
 * field ends. */
static char *
read_quoted (const char **at)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *c = *at + 1; *c != '\0'; c++)
    {
      if (*c == '"' && c[1] == '"')
        c++;
      else if (*c == '"')
        {
          if (!ends_field (c[1]))
            return NULL;
          *at = c + 1;
          return g_string_free (g_steal_pointer (&text), FALSE);
        }
      g_string_append_c (text, *c);
    }
  return NULL;
}

/* Returns: (nullable): the text of the field at @at; NULL where it says that it is unknown. */
static char *
read_field (const char **at)
{
  const char *begin = *at;
  char       *text = *begin == '"' ? read_quoted (at) : NULL;

  if (text != NULL)
    return text;
  while (!ends_field (**at))
    (*at)++;
  text = g_strstrip (g_strndup (begin, (gsize) (*at - begin)));
  if (*text == '\0' || g_ascii_strcasecmp (text, "n/a") == 0)
    g_clear_pointer (&text, g_free);
  return text;
}

static gsize
count_lines (const char *begin, const char *end)
{
  gsize n = 0;

  for (; begin < end; begin++)
    n += *begin == '\n';
  return n;
}

/* Moves past a row, which may go over several lines within quotes. Returns: FALSE at the end. */
static gboolean
read_row (Parser *parser, gsize *next_line)
{
  const char *begin;

  parser->at += strspn (parser->at, "\r\n");
  if (*parser->at == '\0')
    return FALSE;
  begin = parser->at;
  g_ptr_array_set_size (parser->fields, 0);
  for (;; parser->at++)
    {
      g_ptr_array_add (parser->fields, read_field (&parser->at));
      if (*parser->at != '\t' || parser->fields->len > ECG_LIMIT_LEADS)
        break;
    }
  *next_line += count_lines (begin, parser->at);
  return TRUE;
}

static gboolean
take_role (Parser *parser, const char *name, guint column)
{
  for (guint r = 0; name != NULL && r < N_ROLES; r++)
    if (parser->roles[r] < 0 && g_ascii_strcasecmp (name, role_names[r]) == 0)
      {
        parser->roles[r] = (gint) column;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_header (Parser *parser)
{
  for (guint i = 0; i < parser->fields->len; i++)
    {
      const char      *name = parser->fields->pdata[i];
      g_autofree char *numbered = g_strdup_printf ("column_%u", i + 1);

      if (!take_role (parser, name, i))
        ecg_events_add_column (parser->events, name != NULL && *name != '\0' ? name : numbered);
    }
  /* Also when they are written again, with the columns that are absent. */
  if (parser->events->columns->len + N_ROLES > ECG_LIMIT_LEADS)
    return fail (parser, ECG_RECORDING_ERROR_TOO_LARGE, _ ("there are too many columns."));
  return parser->roles[ROLE_ONSET] >= 0 ||
         fail (parser, ECG_RECORDING_ERROR_MALFORMED,
               _ ("a line of names with a column “onset” was expected."));
}

static char *
field_of (const Parser *parser, guint role)
{
  const gint column = parser->roles[role];

  return column >= 0 && (guint) column < parser->fields->len ? parser->fields->pdata[column] : NULL;
}

static gboolean
read_seconds (const Parser *parser, guint role, double *seconds)
{
  const char *text = field_of (parser, role);

  *seconds = NAN;
  return text == NULL || (ecg_text_read_decimal (&text, seconds) && *text == '\0') ||
         fail (parser, ECG_RECORDING_ERROR_MALFORMED,
               _ ("onset and duration must be seconds, or n/a."));
}

static gboolean
is_role (const Parser *parser, guint column)
{
  for (guint r = 0; r < N_ROLES; r++)
    if (parser->roles[r] == (gint) column)
      return TRUE;
  return FALSE;
}

/* Takes what is in no column of a role; most rows of most files have nothing there. */
static char **
take_values (Parser *parser)
{
  char **values = NULL;

  for (guint i = 0, k = 0; i < parser->fields->len; i++)
    {
      if (is_role (parser, i))
        continue;
      if (parser->fields->pdata[i] != NULL && values == NULL)
        values = g_new0 (char *, parser->events->columns->len);
      if (values != NULL)
        values[k] = g_steal_pointer (&parser->fields->pdata[i]);
      k++;
    }
  return values;
}

static gboolean
read_event (Parser *parser)
{
  const guint n_columns = parser->events->columns->len;
  guint       n_roles = 0;
  EcgEvent    event;

  for (guint r = 0; r < N_ROLES; r++)
    n_roles += parser->roles[r] >= 0;
  if (parser->fields->len > n_columns + n_roles)
    return fail (parser, ECG_RECORDING_ERROR_MALFORMED, _ ("there are more values than columns."));
  if ((parser->events->items->len + 1) * (guint64) (n_columns + N_ROLES) > LIMIT_CELLS)
    return fail (parser, ECG_RECORDING_ERROR_TOO_LARGE,
                 _ ("there are more events than can be read."));
  if (!read_seconds (parser, ROLE_ONSET, &event.onset_s) ||
      !read_seconds (parser, ROLE_DURATION, &event.duration_s))
    return FALSE;
  if (event.duration_s < 0.0)
    return fail (parser, ECG_RECORDING_ERROR_MALFORMED, _ ("the duration is negative."));
  event.type = g_strdup (field_of (parser, ROLE_TYPE));
  event.values = take_values (parser);
  g_array_append_val (parser->events->items, event);
  return TRUE;
}

EcgEvents *
ecg_events_tsv_parse (const char *text, const char *name, GError **error)
{
  g_autoptr (EcgEvents) events = ecg_events_new ();
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func (g_free);
  Parser parser = { events, name, text, 1, fields, { -1, -1, -1 }, error };
  gsize  n_rows = 0;

  g_return_val_if_fail (text != NULL && name != NULL, NULL);

  for (;; n_rows++)
    {
      const char *from = parser.at;
      gsize       next_line;

      next_line = parser.line += count_lines (from, from + strspn (from, "\r\n"));
      if (!read_row (&parser, &next_line))
        break;
      if (n_rows == 0 ? !read_header (&parser) : !read_event (&parser))
        return NULL;
      parser.line = next_line;
    }
  if (n_rows > 0)
    return g_steal_pointer (&events);
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY, _ ("“%s” is empty."), name);
  return NULL;
}

EcgEvents *
ecg_events_tsv_load (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = ecg_file_read_text (path, ECG_LIMIT_EVENTS, cancellable, error);

  return text != NULL ? ecg_events_tsv_parse (text, name, error) : NULL;
}

/* Writing */

static gboolean
needs_quotes (const char *text)
{
  const gsize length = strlen (text);

  return strpbrk (text, "\t\r\n") != NULL || *text == '"' ||
         g_ascii_strcasecmp (text, "n/a") == 0 || g_ascii_isspace (text[0]) ||
         g_ascii_isspace (text[length - 1]);
}

static void
append_text (GString *out, const char *text)
{
  if (text == NULL || *text == '\0')
    g_string_append (out, "n/a");
  else if (needs_quotes (text))
    ecg_table_append_quoted (out, text);
  else
    g_string_append (out, text);
}

static void
append_seconds (GString *out, double seconds)
{
  char number[ECG_NUMBER_SIZE];

  g_string_append (out, isfinite (seconds) ? ecg_text_from_double (number, seconds) : "n/a");
}

char *
ecg_events_tsv_print (const EcgEvents *self)
{
  GString *out = g_string_new ("onset\tduration\ttrial_type");

  g_return_val_if_fail (self != NULL, NULL);

  for (guint k = 0; k < self->columns->len; k++)
    {
      g_string_append_c (out, '\t');
      append_text (out, self->columns->pdata[k]);
    }
  g_string_append_c (out, '\n');
  for (guint i = 0; i < self->items->len; i++)
    {
      const EcgEvent *event = ecg_events_get (self, i);

      append_seconds (out, event->onset_s);
      g_string_append_c (out, '\t');
      append_seconds (out, event->duration_s);
      g_string_append_c (out, '\t');
      append_text (out, event->type);
      for (guint k = 0; k < self->columns->len; k++)
        {
          g_string_append_c (out, '\t');
          append_text (out, event->values != NULL ? event->values[k] : NULL);
        }
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

/* Places */

static gboolean
strip_suffix (char *name, const char *suffix)
{
  const gsize length = strlen (name), n = strlen (suffix);

  if (length <= n || g_ascii_strcasecmp (name + length - n, suffix) != 0)
    return FALSE;
  name[length - n] = '\0';
  return TRUE;
}

/* sub-01_task-rest_recording-ecg_physio → sub-01_task-rest */
static void
strip_bids_suffix (char *name)
{
  char *last = strrchr (name, '_');

  if (last != NULL && strchr (last, '-') == NULL)
    *last = '\0';
  last = strrchr (name, '_');
  if (last != NULL && g_str_has_prefix (last, "_recording-"))
    *last = '\0';
}

char *
ecg_events_tsv_path (const char *path)
{
  g_autofree char *folder = NULL;
  g_autofree char *stem = NULL;
  g_autofree char *name = NULL;
  char            *dot;

  g_return_val_if_fail (path != NULL, NULL);

  folder = g_path_get_dirname (path);
  stem = g_path_get_basename (path);
  if (!strip_suffix (stem, ".tsv.gz") && (dot = strrchr (stem, '.')) != NULL && dot > stem)
    *dot = '\0';
  if (g_str_has_prefix (stem, "sub-"))
    strip_bids_suffix (stem);
  name = g_strconcat (stem, "_events.tsv", NULL);
  return g_build_filename (folder, name, NULL);
}

char *
ecg_events_tsv_beside (const char *path)
{
  g_autofree char *there = ecg_events_tsv_path (path);

  return g_file_test (there, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&there) : NULL;
}

/* Annotations and back. What only WFDB has stands in columns of these names. */

enum
{
  COLUMN_CODE,
  COLUMN_SUBTYPE,
  COLUMN_CHAN,
  COLUMN_NUM,
  COLUMN_TEXT,
  N_COLUMNS,
};

static const char *const column_names[N_COLUMNS] = { "wfdb_code", "subtype", "chan", "num",
                                                     "text" };

/* Their text is what they say; of the others it is an aside. */
static gboolean
is_text (guint code)
{
  return code == ECG_ANNOTATION_NOTE || code == ECG_ANNOTATION_RHYTHM;
}

static const char *
value_of (const EcgEvents *self, const EcgEvent *event, const gint *columns, guint which)
{
  return columns[which] >= 0 && event->values != NULL ? event->values[columns[which]] : NULL;
}

static gint64
number_of (const char *text, gint64 least, gint64 most, gint64 otherwise)
{
  gint64 number;

  if (text == NULL || !ecg_text_read_integer (&text, &number) || *text != '\0' || number < least ||
      number > most)
    return otherwise;
  return number;
}

static char *
join_values (const EcgEvents *self, const EcgEvent *event)
{
  GString *text = g_string_new (NULL);

  for (guint k = 0; event->values != NULL && k < self->columns->len; k++)
    if (event->values[k] != NULL)
      g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "; " : "",
                              (const char *) self->columns->pdata[k], event->values[k]);
  if (text->len > 0)
    return g_string_free (text, FALSE);
  g_string_free (text, TRUE);
  return NULL;
}

/* Returns: FALSE where no sample from 0 on is within it. */
static gboolean
place (EcgAnnotation *annotation, const EcgEvent *event, double rate_hz)
{
  const double begin = rint (event->onset_s * rate_hz);
  const double length = isnan (event->duration_s) ? 0.0 : rint (event->duration_s * rate_hz);
  const double end = begin + length;

  if (!(fabs (begin) < LIMIT_SAMPLE && end < LIMIT_SAMPLE) || end < 0.0 ||
      (begin < 0.0 && end <= 0.0))
    return FALSE;
  annotation->sample = (gint64) MAX (begin, 0.0);
  annotation->length = (gint64) end - annotation->sample;
  return TRUE;
}

EcgAnnotations *
ecg_events_to_annotations (const EcgEvents *self, double rate_hz, guint *n_lost)
{
  EcgAnnotations *annotations = ecg_annotations_new ();
  gint            columns[N_COLUMNS] = { -1, -1, -1, -1, -1 };
  guint           lost = 0;

  g_return_val_if_fail (self != NULL && rate_hz > 0.0, annotations);

  for (guint k = 0; k < self->columns->len; k++)
    for (guint c = 0; c < N_COLUMNS; c++)
      if (strcmp (self->columns->pdata[k], column_names[c]) == 0)
        columns[c] = (gint) k;
  for (guint i = 0; i < self->items->len; i++)
    {
      const EcgEvent  *event = ecg_events_get (self, i);
      EcgAnnotation    annotation = { 0 };
      g_autofree char *joined = NULL;

      if (!place (&annotation, event, rate_hz))
        {
          lost++;
          continue;
        }
      annotation.code = (guint8) number_of (value_of (self, event, columns, COLUMN_CODE), 1, 58,
                                            ECG_ANNOTATION_NOTE);
      annotation.subtype = (gint8) number_of (value_of (self, event, columns, COLUMN_SUBTYPE),
                                              G_MININT8, G_MAXINT8, 0);
      annotation.chan =
        (guint8) number_of (value_of (self, event, columns, COLUMN_CHAN), 0, G_MAXUINT8, 0);
      annotation.num =
        (gint8) number_of (value_of (self, event, columns, COLUMN_NUM), G_MININT8, G_MAXINT8, 0);
      if (!is_text (annotation.code))
        annotation.aux = (char *) value_of (self, event, columns, COLUMN_TEXT);
      else if (event->type != NULL || columns[COLUMN_CODE] >= 0)
        annotation.aux = event->type;
      else
        annotation.aux = joined = join_values (self, event);
      ecg_annotations_add (annotations, &annotation);
    }
  if (n_lost != NULL)
    *n_lost = lost;
  return annotations;
}

/* Durations are often rounded up; onsets are not. */
#define SLACK_S 1.0

/* Returns: how many events do not fit into @length_s; @latest_s: (out): where the last of all is.
 */
static guint
count_beyond (const EcgEvents *self, double length_s, double *latest_s)
{
  guint n = 0;

  *latest_s = 0.0;
  for (guint i = 0; i < self->items->len; i++)
    {
      const EcgEvent *event = ecg_events_get (self, i);
      const double    duration_s = isnan (event->duration_s) ? 0.0 : event->duration_s;

      if (isnan (event->onset_s))
        continue;
      n += event->onset_s > length_s || event->onset_s + duration_s > length_s + SLACK_S;
      *latest_s = MAX (*latest_s, event->onset_s + duration_s);
    }
  return n;
}

/* The samples do not depend on them, so that what is wrong with them is a warning. */
EcgAnnotations *
ecg_events_tsv_take (const char   *path,
                     double        rate_hz,
                     double        start_s,
                     double        length_s,
                     GStrvBuilder *warnings,
                     GCancellable *cancellable)
{
  g_autofree char *beside = ecg_events_tsv_beside (path);
  g_autofree char *name = beside != NULL ? g_filename_display_basename (beside) : NULL;
  g_autoptr (EcgEvents) events = NULL;
  g_autoptr (GError) error = NULL;
  EcgAnnotations *annotations;
  double          latest_s;
  guint           n_lost;

  if (beside == NULL)
    return NULL;
  events = ecg_events_tsv_load (beside, cancellable, &error);
  if (events == NULL)
    {
      ecg_warn (warnings, "%s", error->message);
      return NULL;
    }
  for (guint i = 0; i < events->items->len; i++)
    g_array_index (events->items, EcgEvent, i).onset_s -= start_s;
  if (count_beyond (events, length_s, &latest_s) > 0)
    {
      ecg_warn (warnings,
                _ ("“%s” does not belong to this recording as it is: it tells of events until "
                   "%.1f s, but the recording ends at %.1f s. None of them was taken."),
                name, latest_s, length_s);
      return NULL;
    }
  annotations = ecg_events_to_annotations (events, rate_hz, &n_lost);
  if (n_lost > 0)
    ecg_warn (warnings,
              ngettext ("“%s”: %u event lies before the recording, or is said to be nowhere, and "
                        "was left out.",
                        "“%s”: %u events lie before the recording, or are said to be nowhere, and "
                        "were left out.",
                        n_lost),
              name, n_lost);
  return annotations;
}

static void
list_needed (const EcgAnnotations *annotations, gboolean needed[N_COLUMNS])
{
  for (guint i = 0; i < annotations->items->len; i++)
    {
      const EcgAnnotation *annotation = ecg_annotations_get (annotations, i);

      needed[COLUMN_CODE] |= annotation->code != ECG_ANNOTATION_NOTE;
      needed[COLUMN_SUBTYPE] |= annotation->subtype != 0;
      needed[COLUMN_CHAN] |= annotation->chan != 0;
      needed[COLUMN_NUM] |= annotation->num != 0;
      needed[COLUMN_TEXT] |= annotation->aux != NULL && !is_text (annotation->code);
    }
}

static char *
print_column (const EcgAnnotation *annotation, guint column)
{
  switch (column)
    {
    case COLUMN_CODE:
      return g_strdup_printf ("%d", annotation->code);
    case COLUMN_SUBTYPE:
      return g_strdup_printf ("%d", annotation->subtype);
    case COLUMN_CHAN:
      return g_strdup_printf ("%d", annotation->chan);
    case COLUMN_NUM:
      return g_strdup_printf ("%d", annotation->num);
    case COLUMN_TEXT:
    default:
      return is_text (annotation->code) ? NULL : g_strdup (annotation->aux);
    }
}

EcgEvents *
ecg_events_from_annotations (const EcgAnnotations *annotations, double rate_hz)
{
  EcgEvents *self = ecg_events_new ();
  gboolean   needed[N_COLUMNS] = { FALSE };

  g_return_val_if_fail (annotations != NULL, self);

  rate_hz = annotations->rate_hz > 0.0 ? annotations->rate_hz : rate_hz;
  list_needed (annotations, needed);
  for (guint c = 0; c < N_COLUMNS; c++)
    if (needed[c])
      ecg_events_add_column (self, column_names[c]);
  for (guint i = 0; i < annotations->items->len; i++)
    {
      const EcgAnnotation *annotation = ecg_annotations_get (annotations, i);
      EcgEvent             event = { .onset_s = (double) annotation->sample / rate_hz,
                                     .duration_s = (double) annotation->length / rate_hz,
                                     .values = g_new0 (char *, MAX (self->columns->len, 1)) };

      event.type = is_text (annotation->code)
                     ? g_strdup (annotation->aux)
                     : ecg_annotations_mnemonic (annotations, annotation->code);
      for (guint c = 0, k = 0; c < N_COLUMNS; c++)
        if (needed[c])
          event.values[k++] = print_column (annotation, c);
      g_array_append_val (self->items, event);
    }
  return self;
}
