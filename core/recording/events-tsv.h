#pragma once

#include <gio/gio.h>

#include "core/recording/annotation.h"

/**
 * EcgEvent:
 * @onset_s: seconds from the start of the recording, may lie before it; NaN where unknown
 * @duration_s: 0 for an instant; NaN where unknown
 * @type: (nullable): the column `trial_type`; NULL where unknown
 * @values: (nullable) (array length=columns): of the further columns; NULL each where unknown
 */
typedef struct
{
  double onset_s;
  double duration_s;
  char  *type;
  char **values;
} EcgEvent;

/**
 * EcgEvents:
 * @columns: (element-type utf8): names of the further columns
 * @items: (element-type EcgEvent): in the order of the file
 *
 * A BIDS list of events, `events.tsv`: a line of names, then a line an event; columns parted by
 * tabs, `onset`, `duration` and `trial_type` first, `n/a` where a value is unknown. A value that
 * holds a tab or a line's end, or that would be read as something else, stands in double quotes, in
 * which a quote is doubled.
 */
typedef struct
{
  GPtrArray *columns;
  GArray    *items;
} EcgEvents;

EcgEvents *ecg_events_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       ecg_events_free (EcgEvents *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEvents, ecg_events_free)

/** ecg_events_add_column: Names one more column; only while there are no events. Returns: its
 * index. */
guint ecg_events_add_column (EcgEvents *self, const char *name);

/** ecg_events_add: Appends a copy of @event, whose values are as many as there are columns, or
 * NULL. */
void ecg_events_add (EcgEvents *self, const EcgEvent *event);

/** ecg_events_get: Returns: (transfer none): the event @index. */
const EcgEvent *ecg_events_get (const EcgEvents *self, guint index);

/**
 * ecg_events_tsv_parse:
 * @text: all of a file, with LF or CR LF
 * @name: of the file, for messages
 *
 * The three columns are found by name, in any order; `duration` and `trial_type` may be absent.
 *
 * Returns: (transfer full) (nullable): NULL with EMPTY, MALFORMED or TOO_LARGE
 */
EcgEvents *ecg_events_tsv_parse (const char *text,
                                 const char *name,
                                 GError    **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_events_tsv_load: The same for the file @path, or NULL with a %G_IO_ERROR. */
EcgEvents *ecg_events_tsv_load (const char   *path,
                                GCancellable *cancellable,
                                GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_events_tsv_print: Returns: (transfer full): text that parses as the same, to the last bit;
 * what is empty is unknown. */
char *ecg_events_tsv_print (const EcgEvents *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_events_tsv_beside:
 * @path: of a recording
 *
 * Finds the events of a recording: `sub-01_task-rest_events.tsv` beside
 * `sub-01_task-rest_recording-ecg_physio.tsv.gz` or `sub-01_task-rest_ecg.edf`, as BIDS names them;
 * `x_events.tsv` beside any `x.hea`.
 *
 * Returns: (transfer full) (nullable): its path; NULL where it is not there
 */
char *ecg_events_tsv_beside (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_events_tsv_path: Returns: (transfer full): where the events of the recording @path are to be
 * written. */
char *ecg_events_tsv_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_events_to_annotations:
 * @rate_hz: of the recording
 * @n_lost: (out) (optional): events whose onset is unknown or beyond all samples
 *
 * Makes of each event with a known onset a note: its text is the type, or all further values as
 * `column: value` where there is none.
 *
 * Returns: (transfer full)
 */
EcgAnnotations *ecg_events_to_annotations (const EcgEvents *self,
                                           double           rate_hz,
                                           guint           *n_lost) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_events_tsv_take:
 * @path: of a recording
 * @rate_hz: of it
 * @start_s: when it begins, in the time of the events
 * @length_s: how long it is; infinite where its end is missing
 * @warnings: gets a sentence where the events cannot be read, or some of them have no place
 *
 * A file with events after the end was written for another recording, or for this one before it was
 * cut: none of its events can be trusted to lie where they belong, and none is taken.
 *
 * Returns: (transfer full) (nullable): the events beside a recording as its annotations; NULL where
 * there are none
 */
EcgAnnotations *ecg_events_tsv_take (const char   *path,
                                     double        rate_hz,
                                     double        start_s,
                                     double        length_s,
                                     GStrvBuilder *warnings,
                                     GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_events_from_annotations:
 * @rate_hz: of the recording, where the list has no rate of its own
 *
 * Makes of each annotation an event at its sample. Its type is its text or, where it has none, its
 * mnemonic; mnemonic, subtype, signal and number stand in further columns where one of the list has
 * them.
 *
 * Returns: (transfer full)
 */
EcgEvents *ecg_events_from_annotations (const EcgAnnotations *annotations,
                                        double                rate_hz) G_GNUC_WARN_UNUSED_RESULT;
