#pragma once

#include "app/command.h"

/**
 * EcgImportSettings:
 * @scale: (nullable): `suggested`, `file`, or as ecg_scale_changes_parse() reads it
 * @csv_rate: (nullable): Hz
 * @csv_unit: (nullable): of all leads, or one each, parted by commas
 * @csv_names: (nullable): of the leads, parted by commas
 * @csv_separator: (nullable): a character, `tab` or `none`
 * @csv_decimal: (nullable): `comma` or `point`
 * @csv_header: (nullable): `yes` or `no`
 * @csv_time: (nullable): the number of the time column, from 1, or `none`
 * @csv_skip: lines before the header
 * @csv_forget: whether what is remembered of these files is forgotten first
 *
 * What the command line says of files that do not say it themselves, or say it wrongly.
 */
typedef struct
{
  char    *scale;
  char    *csv_rate;
  char    *csv_unit;
  char    *csv_names;
  char    *csv_separator;
  char    *csv_decimal;
  char    *csv_header;
  char    *csv_time;
  int      csv_skip;
  gboolean csv_forget;
} EcgImportSettings;

/** ecg_import_settings: filled by the options of `dt4ecg import`. */
extern EcgImportSettings ecg_import_settings;

/** ECG_IMPORT_SETTINGS_OPTIONS: the options themselves, for a list of GOptionEntry. */
#define ECG_IMPORT_SETTINGS_OPTIONS                                                                  \
  { "scale",                                                                                         \
    0,                                                                                               \
    0,                                                                                               \
    G_OPTION_ARG_STRING,                                                                             \
    &ecg_import_settings.scale,                                                                      \
    N_ ("Sets scales: 200/mV, II=1000/mV,V1=200/mV or uV; “suggested” takes what is suggested, " \
        "“file” what the files say"),                                                                \
    N_ ("SCALE") },                                                                                  \
    { "csv-rate",                                                                                    \
      0,                                                                                             \
      0,                                                                                             \
      G_OPTION_ARG_STRING,                                                                           \
      &ecg_import_settings.csv_rate,                                                                 \
      N_ ("Sampling rate of texts"),                                                                 \
      N_ ("HZ") },                                                                                   \
    { "csv-unit",                                                                                    \
      0,                                                                                             \
      0,                                                                                             \
      G_OPTION_ARG_STRING,                                                                           \
      &ecg_import_settings.csv_unit,                                                                 \
      N_ ("Unit of their leads, or one for each: mV,uV"),                                            \
      N_ ("UNITS") },                                                                                \
    { "csv-names",                                                                                   \
      0,                                                                                             \
      0,                                                                                             \
      G_OPTION_ARG_STRING,                                                                           \
      &ecg_import_settings.csv_names,                                                                \
      N_ ("Names of their leads: I,II"),                                                             \
      N_ ("NAMES") },                                                                                \
    { "csv-separator",                                                                               \
      0,                                                                                             \
      0,                                                                                             \
      G_OPTION_ARG_STRING,                                                                           \
      &ecg_import_settings.csv_separator,                                                            \
      N_ ("What stands between columns: a character, “tab” or “none”"),                              \
      N_ ("CHARACTER") },                                                                            \
    { "csv-decimal",                                                                                 \
      0,                                                                                             \
      0,                                                                                             \
      G_OPTION_ARG_STRING,                                                                           \
      &ecg_import_settings.csv_decimal,                                                              \
      N_ ("How numbers are written: “point” or “comma”"),                                            \
      N_ ("SIGN") },                                                                                 \
    { "csv-header",                                                                                  \
      0,                                                                                             \
      0,                                                                                             \
      G_OPTION_ARG_STRING,                                                                           \
      &ecg_import_settings.csv_header,                                                               \
      N_ ("Whether a line names the columns: “yes” or “no”"),                                        \
      N_ ("ANSWER") },                                                                               \
    { "csv-time",                                                                                    \
      0,                                                                                             \
      0,                                                                                             \
      G_OPTION_ARG_STRING,                                                                           \
      &ecg_import_settings.csv_time,                                                                 \
      N_ ("Which column is time, from 1; or “none”"),                                                \
      N_ ("COLUMN") },                                                                               \
    { "csv-skip", 0, 0, G_OPTION_ARG_INT, &ecg_import_settings.csv_skip, N_ ("Lines to pass over"),  \
      N_ ("N") },                                                                                    \
  {                                                                                                  \
    "csv-forget", 0, 0, G_OPTION_ARG_NONE, &ecg_import_settings.csv_forget,                          \
      N_ ("Forgets what was said of such texts before"), NULL                                        \
  }

/**
 * ecg_import_settings_apply:
 * @paths: NULL-terminated: files and folders that are to be imported
 *
 * Remembers the settings for the files, so that every reading of them follows, and has @store read
 * again those that it has. A file that cannot
 * be read is left for the import to refuse.
 *
 * Returns: FALSE where a setting says nothing that can be understood or kept
 */
gboolean ecg_import_settings_apply (EcgCommandContext *context,
                                    EcgStore          *store,
                                    const char *const *paths,
                                    GError           **error);
