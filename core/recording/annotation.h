#pragma once

#include <glib.h>

/** ECG_N_ANNOTATION_CODES: codes that WFDB names; a file may hold any up to 58. */
#define ECG_N_ANNOTATION_CODES 42

/** Codes of ecgcodes.h that are more than a kind of beat. */
enum
{
  ECG_ANNOTATION_NORMAL = 1,
  ECG_ANNOTATION_NOISE = 14,
  ECG_ANNOTATION_NOTE = 22,
  ECG_ANNOTATION_RHYTHM = 28,
};

/**
 * EcgAnnotation:
 * @sample: where, in samples of its list's rate
 * @length: how long, likewise; 0 for an instant, as all of WFDB are
 * @code: what, as WFDB numbers it; 1 to 58
 * @subtype: a further number, meaning what the annotator says
 * @chan: signal that it belongs to, or the annotator's own meaning
 * @num: a further number, likewise
 * @aux: (nullable): text
 */
typedef struct
{
  gint64 sample;
  gint64 length;
  guint8 code;
  gint8  subtype;
  guint8 chan;
  gint8  num;
  char  *aux;
} EcgAnnotation;

/**
 * EcgAnnotations:
 * @rate_hz: of the samples; 0 where it is the recording's
 * @definitions: (element-type utf8): codes of the file's own: `15 c calibration pulse`
 * @items: (element-type EcgAnnotation): in the order of the file
 *
 * What somebody, or some program, has marked in a recording.
 */
typedef struct
{
  double     rate_hz;
  GPtrArray *definitions;
  GArray    *items;
} EcgAnnotations;

EcgAnnotations *ecg_annotations_new (void) G_GNUC_WARN_UNUSED_RESULT;
void            ecg_annotations_free (EcgAnnotations *self);

/** ecg_annotations_copy: Returns: (transfer full): the same in memory of its own. */
EcgAnnotations *ecg_annotations_copy (const EcgAnnotations *self) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_annotations_add: Appends a copy of @annotation and its text. */
void ecg_annotations_add (EcgAnnotations *self, const EcgAnnotation *annotation);

/** ecg_annotations_get: Returns: (transfer none): the annotation @index. */
const EcgAnnotation *ecg_annotations_get (const EcgAnnotations *self, guint index);

/** ecg_annotations_mnemonic: Returns: (transfer full): what stands for @code in this list: its own
 * definition, WFDB's mnemonic or, failing both, `[50]`. */
char *ecg_annotations_mnemonic (const EcgAnnotations *self, guint code) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_annotation_mnemonic: Returns: (transfer none) (nullable): `N`, `V`, `+`, as WFDB's programs
 * print @code; NULL for one without a name. */
const char *ecg_annotation_mnemonic (guint code);

/** ecg_annotation_code: Returns: the code of a mnemonic; 0 where there is none. */
guint ecg_annotation_code (const char *mnemonic);

/** ecg_annotation_is_beat: Returns: whether @code marks a heartbeat. */
gboolean ecg_annotation_is_beat (guint code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgAnnotations, ecg_annotations_free)
