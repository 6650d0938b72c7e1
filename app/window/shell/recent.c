/* SPDX-License-Identifier: Apache-2.0 */
/* Traces that were opened before. */
#include "config.h"

#include "app/window/shell/recent.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/parts/format.h"
#include "app/window/shell/file-writer.h"
#include "profiles/report/duration.h"

#define MAX_ENTRIES 40
#define THUMBNAIL_WIDTH 640
#define THUMBNAIL_HEIGHT 160

struct _BsRecent
{
  GObject parent_instance;

  GKeyFile *entries;   /* a group an entry, named by the digest of its address */
  GHashTable *missing; /* groups whose file was not there */
  gboolean looking;
  BsFileWriter *writer;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsRecent, bs_recent, G_TYPE_OBJECT)

static void
bs_recent_finalize (GObject *object)
{
  BsRecent *self = BS_RECENT (object);

  g_key_file_unref (self->entries);
  g_hash_table_unref (self->missing);
  bs_file_writer_free (self->writer);

  G_OBJECT_CLASS (bs_recent_parent_class)->finalize (object);
}

static void
bs_recent_class_init (BsRecentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_recent_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_recent_init (BsRecent *self)
{
  g_autofree char *path = NULL;

  self->entries = g_key_file_new ();
  self->missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  path = g_build_filename (g_get_user_data_dir (), "batchscope", "recent.ini", NULL);
  self->writer = bs_file_writer_new (path);
  /* No list yet, or one that cannot be read: an empty one. */
  g_key_file_load_from_file (self->entries, path, G_KEY_FILE_NONE, NULL);
}

BsRecent *
bs_recent_get (void)
{
  static BsRecent *recent;

  if (recent == NULL)
    recent = g_object_new (BS_TYPE_RECENT, NULL);

  return recent;
}

void
bs_recent_entry_free (BsRecentEntry *entry)
{
  g_clear_object (&entry->file);
  g_free (entry->name);
  g_free (entry->summary);
  g_free (entry->facts);
  g_free (entry->thumbnail[0]);
  g_free (entry->thumbnail[1]);
  g_free (entry);
}

static char *
thumbnail_path (const char *group, gboolean dark)
{
  g_autofree char *name = g_strconcat (group, dark ? "-dark.png" : "-light.png", NULL);

  return g_build_filename (g_get_user_cache_dir (), "batchscope", "thumbnails", name, NULL);
}

static char *
name_of (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base != NULL ? base : "");

  if (g_str_has_suffix (name, ".bscope"))
    name[strlen (name) - strlen (".bscope")] = '\0';

  return g_steal_pointer (&name);
}

static char *
read_facts (BsRecent *self, const char *group)
{
  guint64 n_batches = g_key_file_get_uint64 (self->entries, group, "batches", NULL);
  g_autofree char *n = bs_format_count (n_batches);
  g_autofree char *bound = bs_format_count (
      g_key_file_get_uint64 (self->entries, group, "bound", NULL));
  g_autofree char *time = bs_duration_to_string (
      g_key_file_get_int64 (self->entries, group, "ns", NULL));

  /* Translators: what a run came to: its batches, the fewest that are possible, its time */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s batch, bound %s, %s",
                                       "%s batches, bound %s, %s", (gulong) n_batches),
                          n, bound, time);
}

static BsRecentEntry *
read_entry (BsRecent *self, const char *group)
{
  g_autofree char *uri = g_key_file_get_string (self->entries, group, "uri", NULL);
  BsRecentEntry *entry;

  if (uri == NULL)
    return NULL;

  entry = g_new0 (BsRecentEntry, 1);
  entry->file = g_file_new_for_uri (uri);
  entry->name = name_of (entry->file);
  entry->summary = g_key_file_get_string (self->entries, group, "summary", NULL);
  entry->facts = read_facts (self, group);
  entry->at_bound = g_key_file_get_boolean (self->entries, group, "at-bound", NULL);
  entry->cut_short = g_key_file_get_boolean (self->entries, group, "cut-short", NULL);
  entry->emulated = g_key_file_get_boolean (self->entries, group, "emulated", NULL);
  entry->opened = g_key_file_get_int64 (self->entries, group, "opened", NULL);
  entry->thumbnail[0] = thumbnail_path (group, FALSE);
  entry->thumbnail[1] = thumbnail_path (group, TRUE);
  return entry;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const BsRecentEntry *x = *(BsRecentEntry *const *) a, *y = *(BsRecentEntry *const *) b;

  if (x->opened != y->opened)
    return x->opened > y->opened ? -1 : 1;

  return strcmp (x->name, y->name);
}

GPtrArray *
bs_recent_list (BsRecent *self)
{
  g_auto (GStrv) groups = NULL;
  GPtrArray *list;

  g_return_val_if_fail (BS_IS_RECENT (self), NULL);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_recent_entry_free);
  groups = g_key_file_get_groups (self->entries, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autoptr (BsRecentEntry) entry = read_entry (self, groups[i]);

      if (entry != NULL && g_file_is_native (entry->file)
          && !g_hash_table_contains (self->missing, groups[i]))
        g_ptr_array_add (list, g_steal_pointer (&entry));
    }
  g_ptr_array_sort (list, compare_entries);
  if (list->len > MAX_ENTRIES)
    g_ptr_array_set_size (list, MAX_ENTRIES);

  return list;
}

typedef struct
{
  GPtrArray *groups, *paths;
} LookJob;

static void
look_job_free (gpointer data)
{
  LookJob *job = data;

  g_ptr_array_unref (job->groups);
  g_ptr_array_unref (job->paths);
  g_free (job);
}

/* Disks may be slow, and servers away. */
static void
look_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LookJob *job = data;
  GHashTable *missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < job->groups->len; i++)
    if (!g_file_test (g_ptr_array_index (job->paths, i), G_FILE_TEST_EXISTS))
      g_hash_table_add (missing, g_strdup (g_ptr_array_index (job->groups, i)));
  g_task_return_pointer (task, missing, (GDestroyNotify) g_hash_table_unref);
}

static gboolean
same_groups (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer group;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &group, NULL))
    if (!g_hash_table_contains (b, group))
      return FALSE;

  return g_hash_table_size (a) == g_hash_table_size (b);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsRecent *self = BS_RECENT (source);
  GHashTable *missing = g_task_propagate_pointer (G_TASK (result), NULL);
  gboolean same = same_groups (self->missing, missing);

  self->looking = FALSE;
  g_hash_table_unref (self->missing);
  self->missing = missing;
  if (!same)
    g_signal_emit (self, signals[CHANGED], 0);
}

void
bs_recent_look (BsRecent *self)
{
  g_autoptr (GTask) task = NULL;
  g_auto (GStrv) groups = NULL;
  LookJob *job;

  g_return_if_fail (BS_IS_RECENT (self));

  if (self->looking)
    return;

  self->looking = TRUE;
  job = g_new0 (LookJob, 1);
  job->groups = g_ptr_array_new_with_free_func (g_free);
  job->paths = g_ptr_array_new_with_free_func (g_free);
  groups = g_key_file_get_groups (self->entries, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autoptr (BsRecentEntry) entry = read_entry (self, groups[i]);
      char *path = entry != NULL ? g_file_get_path (entry->file) : NULL;

      if (path == NULL)
        continue;

      g_ptr_array_add (job->groups, g_strdup (groups[i]));
      g_ptr_array_add (job->paths, path);
    }
  task = g_task_new (self, NULL, looked_cb, NULL);
  g_task_set_task_data (task, job, look_job_free);
  g_task_run_in_thread (task, look_in_thread);
}

/* The oldest entries go when there are too many, with their pictures. */
static void
forget_oldest (BsRecent *self)
{
  gsize n_groups;
  g_auto (GStrv) groups = g_key_file_get_groups (self->entries, &n_groups);

  while (n_groups > 2 * MAX_ENTRIES)
    {
      guint oldest = 0;
      gint64 least = G_MAXINT64;

      for (guint i = 0; groups[i] != NULL; i++)
        {
          gint64 opened = g_key_file_get_int64 (self->entries, groups[i], "opened", NULL);

          if (g_key_file_has_group (self->entries, groups[i]) && opened < least)
            {
              least = opened;
              oldest = i;
            }
        }
      for (guint dark = 0; dark < 2; dark++)
        {
          g_autofree char *path = thumbnail_path (groups[oldest], dark);
          g_autoptr (GFile) file = g_file_new_for_path (path);

          g_file_delete (file, NULL, NULL);
        }
      g_key_file_remove_group (self->entries, groups[oldest], NULL);
      n_groups--;
    }
}

static void
save (BsRecent *self)
{
  bs_file_writer_write (self->writer, g_key_file_to_data (self->entries, NULL, NULL));
}

void
bs_recent_finish (BsRecent *self)
{
  g_return_if_fail (BS_IS_RECENT (self));

  bs_file_writer_finish (self->writer);
}

static char *
summarize (const BsTrace *trace)
{
  g_autofree char *subject = bs_trace_subject (trace);
  const char *policy = bs_trace_get_info (trace, "policy");
  const char *encoding = bs_trace_get_info (trace, "encoding");

  if (policy == NULL)
    return g_steal_pointer (&subject);
  /* The encoding says something of a learned policy only. */
  if (trace->fsm != NULL && encoding != NULL)
    return g_strdup_printf ("%s, %s %s", subject, policy, encoding);

  return g_strdup_printf ("%s, %s", subject, policy);
}

static gint64
total_ns (const BsTrace *trace)
{
  gint64 ns = 0;

  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      const BsTraceDecision *d = &trace->decisions[i];

      ns += MAX (d->end_ns - d->start_ns, 0) + MAX (d->run_end_ns - d->run_start_ns, 0);
    }

  return ns;
}

static gboolean
paint_thumbnail (BsStripPainter *painter, const char *group, gboolean dark)
{
  g_autofree char *path = thumbnail_path (group, dark);
  g_autofree char *folder = g_path_get_dirname (path);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, THUMBNAIL_WIDTH,
                                                         THUMBNAIL_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  BsStyle style;
  gboolean done;

  bs_style_init (&style, dark);
  cairo_scale (cr, 2.0, 2.0);
  bs_strip_painter_draw_thumbnail (painter, cr, &style, THUMBNAIL_WIDTH / 2.0,
                                   THUMBNAIL_HEIGHT / 2.0);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  done = g_mkdir_with_parents (folder, 0700) == 0
         && cairo_surface_write_to_png (surface, path) == CAIRO_STATUS_SUCCESS;
  cairo_surface_destroy (surface);
  return done;
}

typedef struct
{
  BsTrace *trace;
  char *group;
} PaintJob;

static void
paint_job_free (gpointer data)
{
  PaintJob *job = data;

  bs_trace_unref (job->trace);
  g_free (job->group);
  g_free (job);
}

static void
paint_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  PaintJob *job = task_data;
  /* Painters serve one thread: the window has its own. */
  g_autoptr (BsStripPainter) painter = bs_strip_painter_new (job->trace);

  g_task_return_boolean (task, paint_thumbnail (painter, job->group, FALSE)
                                   && paint_thumbnail (painter, job->group, TRUE));
}

static void
painted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* Without a picture a card still has its words. */
  if (g_task_propagate_boolean (G_TASK (result), NULL))
    g_signal_emit (source, signals[CHANGED], 0);
}

static char *
group_of (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);
}

char *
bs_recent_remove (BsRecent *self, GFile *file)
{
  g_autofree char *group = NULL;
  g_autoptr (GKeyFile) removed = NULL;
  g_auto (GStrv) keys = NULL;

  g_return_val_if_fail (BS_IS_RECENT (self), NULL);

  group = group_of (file);
  keys = g_key_file_get_keys (self->entries, group, NULL, NULL);
  if (keys == NULL)
    return NULL;

  removed = g_key_file_new ();
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_value (self->entries, group, keys[i], NULL);

      g_key_file_set_value (removed, group, keys[i], value);
    }
  g_key_file_remove_group (self->entries, group, NULL);
  save (self);
  g_signal_emit (self, signals[CHANGED], 0);
  return g_key_file_to_data (removed, NULL, NULL);
}

void
bs_recent_restore (BsRecent *self, const char *removed)
{
  g_autoptr (GKeyFile) entries = g_key_file_new ();
  g_autofree char *group = NULL;
  g_auto (GStrv) keys = NULL;

  g_return_if_fail (BS_IS_RECENT (self));

  if (!g_key_file_load_from_data (entries, removed, G_MAXSIZE, G_KEY_FILE_NONE, NULL)
      || (group = g_key_file_get_start_group (entries)) == NULL)
    return;

  keys = g_key_file_get_keys (entries, group, NULL, NULL);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_value (entries, group, keys[i], NULL);

      g_key_file_set_value (self->entries, group, keys[i], value);
    }
  save (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
bs_recent_add (GFile *file, BsPictures *pictures)
{
  BsRecent *self = bs_recent_get ();
  const BsTrace *trace = pictures->trace;
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *group = group_of (file);
  g_autofree char *summary = summarize (trace);
  g_autoptr (GTask) task = NULL;
  PaintJob *job;
  guint64 bound = 0;

  for (guint32 m = 0; m < trace->n_mini_batches; m++)
    bound += trace->mini_batches[m].lower_bound;

  g_key_file_set_string (self->entries, group, "uri", uri);
  g_key_file_set_string (self->entries, group, "summary", summary);
  g_key_file_set_uint64 (self->entries, group, "batches", trace->n_decisions);
  g_key_file_set_uint64 (self->entries, group, "bound", bound);
  g_key_file_set_int64 (self->entries, group, "ns", total_ns (trace));
  g_key_file_set_boolean (self->entries, group, "at-bound",
                          trace->complete && trace->n_decisions == bound);
  g_key_file_set_boolean (self->entries, group, "cut-short", !trace->complete);
  g_key_file_set_boolean (self->entries, group, "emulated", bs_trace_is_emulated (trace));
  g_hash_table_remove (self->missing, group);
  g_key_file_set_int64 (self->entries, group, "opened", g_get_real_time () / G_USEC_PER_SEC);
  forget_oldest (self);
  save (self);

  job = g_new0 (PaintJob, 1);
  job->trace = bs_trace_ref (pictures->trace);
  job->group = g_strdup (group);
  task = g_task_new (self, NULL, painted_cb, NULL);
  g_task_set_task_data (task, job, paint_job_free);
  g_task_run_in_thread (task, paint_in_thread);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Days begin at midnight: what was opened last evening was opened yesterday. */
static int
days_between (GDateTime *then, GDateTime *now)
{
  g_autoptr (GDateTime)
      a = g_date_time_new_local (g_date_time_get_year (then), g_date_time_get_month (then),
                                 g_date_time_get_day_of_month (then), 12, 0, 0);
  g_autoptr (GDateTime)
      b = g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                 g_date_time_get_day_of_month (now), 12, 0, 0);

  return a != NULL && b != NULL
             ? (int) ((g_date_time_difference (b, a) + G_TIME_SPAN_HOUR) / G_TIME_SPAN_DAY)
             : 0;
}

char *
bs_recent_age (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now);
  gint64 minutes = (now - time) / 60;
  int days;

  if (then == NULL || today == NULL)
    return g_strdup ("");
  if (minutes < 1)
    return g_strdup (_ ("just now"));
  if (minutes < 60)
    return g_strdup_printf (ngettext ("%u minute ago", "%u minutes ago", (gulong) minutes),
                            (guint) minutes);

  days = days_between (then, today);
  if (days < 1)
    return g_strdup_printf (ngettext ("%u hour ago", "%u hours ago", (gulong) (minutes / 60)),
                            (guint) (minutes / 60));
  if (days == 1)
    return g_strdup (_ ("yesterday"));
  if (days < 7)
    return g_strdup_printf (ngettext ("%u day ago", "%u days ago", (gulong) days), (guint) days);

  return g_date_time_format (then, g_date_time_get_year (then) == g_date_time_get_year (today)
                                       /* Translators: a day of this year, as strftime has it */
                                       ? _ ("%-e %B")
                                       /* Translators: a date, as strftime has it */
                                       : _ ("%-e %B %Y"));
}
