#include "core/learn/machine.h"

#include "core/nn/product.h"

/* Returns: (transfer full): as Linux calls it. */
static char *
find_processor (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL))
    return g_strdup ("unknown");
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      const char *colon = strchr (lines[i], ':');

      if (g_str_has_prefix (lines[i], "model name") && colon != NULL)
        return g_strstrip (g_strdup (colon + 1));
    }
  return g_strdup ("unknown");
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_count (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

JsonNode *
ecg_machine_to_json (guint n_threads)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *processor = find_processor ();

  json_builder_begin_object (builder);
  add_text (builder, "version", ECG_VERSION);
  add_text (builder, "processor", processor);
  add_count (builder, "cores", g_get_num_processors ());
  add_count (builder, "threads", n_threads > 0 ? n_threads : g_get_num_processors ());
  add_text (builder, "vectors", ecg_product_level ());
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
