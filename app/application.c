/*
 * Start, options, and the actions that belong to no window.
 */

#include "app/application.h"

#include "app/window.h"

#include "app/config.h"

#include <glib/gi18n.h>

struct _EcgApplication
{
  AdwApplication parent_instance;

  char *library_path; /* (nullable): what --library said */
};

G_DEFINE_FINAL_TYPE (EcgApplication, ecg_application, ADW_TYPE_APPLICATION)

static EcgWindow *
get_window (EcgApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  while (window != NULL && !ECG_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  if (window == NULL)
    window = GTK_WINDOW (ecg_window_new (self, self->library_path));
  return ECG_WINDOW (window);
}

static void
ecg_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (get_window (ECG_APPLICATION (application))));
}

static void
ecg_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  EcgWindow *window = get_window (ECG_APPLICATION (application));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;

  for (int i = 0; i < n_files; i++)
    if (g_file_peek_path (files[i]) != NULL)
      g_strv_builder_add (builder, g_file_peek_path (files[i]));
  paths = g_strv_builder_end (builder);
  gtk_window_present (GTK_WINDOW (window));
  ecg_window_open (window, (const char *const *) paths);
}

static int
ecg_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  EcgApplication *self = ECG_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("dt4ecg " ECG_VERSION "\n");
      return 0;
    }
  /* A library of its own wants a window of its own, not the one that another instance has open. */
  if (g_variant_dict_lookup (options, "library", "^ay", &self->library_path))
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (gtk_application_get_active_window (user_data), "application-name",
                         "DT4ECG", "application-icon", ECG_APPLICATION_ID, "version", ECG_VERSION,
                         "license-type", GTK_LICENSE_GPL_3_0, "developer-name",
                         _ ("The DT4ECG developers"), "comments",
                         _ ("Browse, label and explain three-lead ECG. This is not a medical "
                            "device: it must not be used for diagnosis or treatment. "
                            "Implements the DT4ECG idea (You et al., arXiv 2502.11023)."),
                         NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  if (window != NULL)
    gtk_window_close (window);
}

static const GActionEntry actions[] = {
  { "about", about_cb },
  { "quit", quit_cb },
};

typedef struct
{
  const char *action;
  const char *accelerators[3];
} Accelerator;

static const Accelerator accelerators[] = {
  { "app.quit", { "<Primary>q", NULL } },
  { "win.show-help-overlay", { "<Primary>question", "F1", NULL } },
  { "win.import", { "<Primary>o", NULL } },
  { "win.import-folder", { "<Primary>i", NULL } },
  { "win.import-labels", { "<Primary><Shift>i", NULL } },
  { "win.export", { "<Primary>e", NULL } },
  { "win.export-labels", { "<Primary><Shift>e", NULL } },
  { "win.edit-names", { "<Primary><Shift>n", NULL } },
  { "win.back-up", { "<Primary>b", NULL } },
  { "win.restore-backup", { "<Primary><Shift>b", NULL } },
  { "win.undo", { "<Primary>z", NULL } },
  { "win.redo", { "<Primary><Shift>z", NULL } },
  { "win.search", { "<Primary>f", NULL } },
  { "win.toggle-sidebar", { "F9", NULL } },
  { "win.show-page::recording", { "<Alt>1", NULL } },
  { "win.show-page::training", { "<Alt>2", NULL } },
  { "win.show-page::results", { "<Alt>3", NULL } },
  { "window.close", { "<Primary>w", NULL } },
};

static void
ecg_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (ecg_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action,
                                           accelerators[i].accelerators);
}

static void
ecg_application_finalize (GObject *object)
{
  g_clear_pointer (&ECG_APPLICATION (object)->library_path, g_free);
  G_OBJECT_CLASS (ecg_application_parent_class)->finalize (object);
}

static void
ecg_application_class_init (EcgApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = ecg_application_finalize;
  application_class->activate = ecg_application_activate;
  application_class->open = ecg_application_open;
  application_class->startup = ecg_application_startup;
  application_class->handle_local_options = ecg_application_handle_local_options;
}

static void
ecg_application_init (EcgApplication *self)
{
  const GOptionEntry options[] = {
    { "library", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("The library (default: your own)"),
      N_ ("FILE") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

EcgApplication *
ecg_application_new (void)
{
  return g_object_new (ECG_TYPE_APPLICATION, "application-id", ECG_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/io/github/dt4ecg", NULL);
}
