/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the emulated GPU share: settings, handles, and the report. */
#include "config.h"

#include "tests/gpu-double/double.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The device has a clock of its own, which began some time ago. */
#define CLOCK_OFFSET_NS G_GINT64_CONSTANT (7000000000)

static __thread gboolean has_context;

static const char *const handle_names[N_HANDLE_KINDS] = {
  "stream", "event", "module", "graph", "graph-exec", "cublas-handle",
};

static void
read_settings (DoubleSettings *settings)
{
  const struct
  {
    const char *name;
    gint64 *value;
  } numbers[] = {
    { "init", &settings->init },
    { "devices", &settings->devices },
    { "driver", &settings->driver },
    { "memory", &settings->memory },
    { "allocation", &settings->allocation },
    { "call", &settings->call },
    { "seed", &settings->seed },
    { "drop", &settings->drop },
    { "late", &settings->late },
    { "permission", &settings->permission },
    { "drift", &settings->drift },
    { "capture", &settings->capture },
    { "instantiate", &settings->instantiate },
    { "buffer", &settings->buffer },
  };
  const char *said = g_getenv ("GPU_DOUBLE");
  g_auto (GStrv) words = g_strsplit (said != NULL ? said : "", ",", -1);

  *settings = (DoubleSettings){ .devices = 1, .driver = 13000, .memory = 1 << 30, .seed = 1 };
  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *value = strchr (words[i], '=');
      gboolean known = words[i][0] == '\0';

      value = value != NULL ? value + 1 : "";
      for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
        if (value[0] != '\0' && strlen (numbers[k].name) == (gsize) (value - words[i] - 1)
            && g_str_has_prefix (words[i], numbers[k].name))
          known = g_ascii_string_to_signed (value, 10, 0, G_MAXINT64, numbers[k].value, NULL);
      if (g_str_has_prefix (words[i], "stream="))
        {
          settings->lazy = g_str_equal (value, "lazy");
          known = settings->lazy || g_str_equal (value, "eager");
        }
      if (g_str_has_prefix (words[i], "order="))
        {
          settings->order = g_str_equal (value, "reverse")    ? PTX_REVERSE
                            : g_str_equal (value, "shuffled") ? PTX_SHUFFLED
                                                              : PTX_FORWARD;
          known = settings->order != PTX_FORWARD || g_str_equal (value, "forward");
        }
      if (!known)
        g_error ("GPU_DOUBLE: “%s” is not known", words[i]);
    }
}

Double *
double_get (void)
{
  static Double *self;

  if (g_once_init_enter (&self))
    {
      Double *made = g_new0 (Double, 1);

      g_rec_mutex_init (&made->mutex);
      read_settings (&made->settings);
      made->memory = device_memory_new ((guint64) made->settings.memory);
      made->handles = g_ptr_array_new ();
      made->pinned = g_hash_table_new (NULL, NULL);
      made->problems = g_ptr_array_new_with_free_func (g_free);
      made->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_once_init_leave (&self, made);
    }

  return self;
}

void
double_count (const char *name, gint64 n)
{
  Double *self = double_get ();
  gint64 *count = g_hash_table_lookup (self->counts, name);

  if (count == NULL)
    {
      count = g_new0 (gint64, 1);
      g_hash_table_insert (self->counts, g_strdup (name), count);
    }
  *count += n;
}

gint64
double_get_count (const char *name)
{
  Double *self = double_get ();
  const gint64 *count;
  gint64 n;

  g_rec_mutex_lock (&self->mutex);
  count = g_hash_table_lookup (self->counts, name);
  n = count != NULL ? *count : 0;
  g_rec_mutex_unlock (&self->mutex);

  return n;
}

gboolean
double_call (const char *name)
{
  Double *self = double_get ();

  g_rec_mutex_lock (&self->mutex);
  double_count (name, 1);
  double_count ("calls", 1);

  if (++self->n_calls != self->settings.call)
    return FALSE;

  g_autofree char *failed = g_strconcat ("failed.", name, NULL);

  double_count (failed, 1);

  return TRUE;
}

void
double_end (void)
{
  g_rec_mutex_unlock (&double_get ()->mutex);
}

void
double_complain (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (double_get ()->problems, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

guint64
double_now (void)
{
  struct timespec t;
  gint64 ns;

  clock_gettime (CLOCK_MONOTONIC, &t);
  ns = t.tv_sec * G_GINT64_CONSTANT (1000000000) + t.tv_nsec;

  return (guint64) (ns + CLOCK_OFFSET_NS + ns / 1000000 * double_get ()->settings.drift);
}

gboolean
double_has_context (void)
{
  return has_context && double_get ()->n_contexts > 0;
}

void
double_set_context (gboolean current)
{
  has_context = current;
}

gpointer
handle_new (HandleKind kind, gsize size)
{
  Double *self = double_get ();
  Handle *handle = g_malloc0 (size);

  handle->kind = kind;
  handle->number = ++self->n_made[kind];
  g_ptr_array_add (self->handles, handle);

  return handle;
}

gboolean
handle_check (gconstpointer handle, HandleKind kind)
{
  /* A handle that is gone must not be looked into. */
  if (handle != NULL && g_ptr_array_find (double_get ()->handles, handle, NULL)
      && ((const Handle *) handle)->kind == kind)
    return TRUE;

  double_complain ("a %s is used that there is not", handle_names[kind]);

  return FALSE;
}

void
handle_free (gpointer handle)
{
  g_ptr_array_remove (double_get ()->handles, handle);
  g_free (handle);
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
write_report (const Double *self, FILE *out)
{
  guint n_names;
  g_autofree char **names = (char **) g_hash_table_get_keys_as_array (self->counts, &n_names);

  for (guint i = 0; i < self->problems->len; i++)
    fprintf (out, "problem %s\n", (const char *) self->problems->pdata[i]);
  for (guint i = 0; i < self->memory->blocks->len; i++)
    {
      const MemoryBlock *block = self->memory->blocks->pdata[i];

      fprintf (out, "leak allocation %u of %" G_GUINT64_FORMAT " bytes\n", block->number,
               block->size);
    }
  if (g_hash_table_size (self->pinned) > 0)
    fprintf (out, "leak pinned memory, %u pieces\n", g_hash_table_size (self->pinned));
  for (guint i = 0; i < self->handles->len; i++)
    {
      const Handle *handle = self->handles->pdata[i];

      if (handle != (const Handle *) self->default_stream)
        fprintf (out, "leak %s %u\n", handle_names[handle->kind], handle->number);
    }
  if (self->n_contexts > 0)
    fprintf (out, "leak context, retained %u times\n", self->n_contexts);
  qsort (names, n_names, sizeof *names, compare_names);
  for (guint i = 0; i < n_names; i++)
    fprintf (out, "%s %" G_GINT64_FORMAT "\n", names[i],
             *(const gint64 *) g_hash_table_lookup (self->counts, names[i]));
}

static void __attribute__ ((destructor)) finish (void)
{
  const char *path = g_getenv ("GPU_DOUBLE_REPORT");
  FILE *out = path != NULL ? fopen (path, "w") : NULL;

  if (out == NULL)
    return;
  write_report (double_get (), out);
  fclose (out);
}
