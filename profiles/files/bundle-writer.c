/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a bundle: the manifest first, so that who reads it knows what follows. */
#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "engine/error.h"
#include "profiles/files/bundle-private.h"
#include "profiles/files/json-writer.h"
#include "profiles/files/policy-file.h"

static const char readme[] =
    "This is a bundle of Batchscope, a debugger for the batching of dynamic neural networks: a "
    "trace\n"
    "of a run, and what belongs to it.\n"
    "\n"
    "    batchscope-cli info run.bscope.zip       what it holds\n"
    "    batchscope-cli verify run.bscope.zip     whether the run can be had again, bit for bit\n"
    "    batchscope run.bscope.zip                looks at it\n"
    "\n"
    "Every command that takes a trace takes a bundle as it is. manifest.json lists the members "
    "with\n"
    "their SHA-256. trace.bscope is an SQLite database that other programs can read, too.\n";

/* A member before it is written: a file, or text. */
typedef struct
{
  gboolean there;
  char *path;    /* (nullable) */
  GBytes *bytes; /* (nullable) */
  guint64 size;
  char *sha256;
} Part;

typedef struct
{
  struct archive *archive;
  Part parts[BS_N_MEMBERS];
  char *folder; /* (nullable): of a copy of the trace */
  GCancellable *cancellable;
} Writing;

static void
writing_clear (Writing *self)
{
  for (guint i = 0; i < BS_N_MEMBERS; i++)
    {
      Part *part = &self->parts[i];

      if (i == BS_MEMBER_TRACE && self->folder != NULL && part->path != NULL)
        g_unlink (part->path);
      g_free (part->path);
      g_clear_pointer (&part->bytes, g_bytes_unref);
      g_free (part->sha256);
    }
  if (self->folder != NULL)
    g_rmdir (self->folder);
  g_free (self->folder);
  if (self->archive != NULL)
    archive_write_free (self->archive);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writing, writing_clear)

typedef gboolean (*PieceFunc) (Writing *self, const void *bytes, gsize n, GError **error);

/* Reads a part once, piece by piece; what it is now has to be what it was. */
static gboolean
read_part (Writing *self, Part *part, PieceFunc piece, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GFile) file = part->path != NULL ? g_file_new_for_path (part->path) : NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *buffer = g_malloc (BS_BUNDLE_PIECE);
  guint64 size = 0;
  gssize n;

  stream = file != NULL ? G_INPUT_STREAM (g_file_read (file, self->cancellable, error))
                        : g_memory_input_stream_new_from_bytes (part->bytes);
  if (stream == NULL)
    return FALSE;
  while ((n = g_input_stream_read (stream, buffer, BS_BUNDLE_PIECE, self->cancellable, error)) > 0)
    {
      g_checksum_update (checksum, (const guchar *) buffer, n);
      size += (guint64) n;
      if (piece != NULL && !piece (self, buffer, (gsize) n, error))
        return FALSE;
    }
  if (n < 0)
    return FALSE;

  if (part->sha256 == NULL)
    {
      part->size = size;
      part->sha256 = g_strdup (g_checksum_get_string (checksum));
    }
  else if (size != part->size || !g_str_equal (part->sha256, g_checksum_get_string (checksum)))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO,
                   _ ("%s changed while it was read; try again when it is complete"), part->path);
      return FALSE;
    }

  return TRUE;
}

/* What is read has to be what was run, where the trace says what that was. */
static gboolean
check_part (const BsTrace *trace, const Part *part, const char *key, const char *what,
            GError **error)
{
  const char *recorded = bs_trace_get_info (trace, key);

  if (recorded == NULL || g_str_equal (recorded, part->sha256))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("The file of the %s is not the one that was run: its SHA-256 is %s, recorded is "
                  "%s"),
               what, part->sha256, recorded);
  return FALSE;
}

/* A recording that was killed has its last pages in a log: SQLite puts both together. */
static gboolean
copy_trace (Writing *self, const char *path, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *escaped = g_uri_escape_string (absolute, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?mode=ro", NULL);
  Part *part = &self->parts[BS_MEMBER_TRACE];
  sqlite3 *from = NULL, *to = NULL;
  sqlite3_backup *backup = NULL;
  int rc;

  self->folder = g_dir_make_tmp ("batchscope-XXXXXX", error);
  if (self->folder == NULL)
    return FALSE;

  part->path = g_build_filename (self->folder, bs_member_to_string (BS_MEMBER_TRACE), NULL);
  rc = sqlite3_open_v2 (uri, &from, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_open (part->path, &to);
  if (rc == SQLITE_OK)
    {
      backup = sqlite3_backup_init (to, "main", from, "main");
      rc = backup != NULL ? sqlite3_backup_step (backup, -1) : sqlite3_errcode (to);
      sqlite3_backup_finish (backup);
    }
  if (rc != SQLITE_DONE)
    g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("%s cannot be put together with its log: %s"),
                 path, sqlite3_errstr (rc));
  sqlite3_close (from);
  sqlite3_close (to);

  return rc == SQLITE_DONE;
}

static gboolean
has_log (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf st;

  return g_stat (log, &st) == 0 && S_ISREG (st.st_mode) && st.st_size > 0;
}

static gboolean
collect (Writing *self, const BsTrace *trace, const BsBundleContents *contents, GError **error)
{
  Part *parts = self->parts;
  BsBundle *bundle = bs_bundle_of_trace (trace);
  const char *path = bundle != NULL ? bs_bundle_get_path (bundle, BS_MEMBER_TRACE) : trace->path;

  if (!has_log (path))
    parts[BS_MEMBER_TRACE].path = g_strdup (path);
  else if (!copy_trace (self, path, error))
    return FALSE;
  if (contents->notes != NULL)
    parts[BS_MEMBER_NOTES].bytes = g_bytes_new (contents->notes, strlen (contents->notes));
  if (trace->fsm != NULL)
    {
      char *text = bs_policy_file_to_string (trace->fsm, NULL);

      parts[BS_MEMBER_POLICY].bytes = g_bytes_new_take (text, strlen (text));
    }
  if (contents->model != NULL)
    parts[BS_MEMBER_MODEL].bytes = bs_model_file_get_text (contents->model);
  parts[BS_MEMBER_PARAMETERS].path = g_strdup (contents->parameters);

  for (guint i = 0; i < BS_N_MEMBERS; i++)
    {
      parts[i].there = parts[i].path != NULL || parts[i].bytes != NULL;
      if (parts[i].there && !read_part (self, &parts[i], NULL, error))
        return FALSE;
    }

  return (!parts[BS_MEMBER_MODEL].there
          || check_part (trace, &parts[BS_MEMBER_MODEL], "model_sha256", _ ("model"), error))
         && (!parts[BS_MEMBER_PARAMETERS].there
             || check_part (trace, &parts[BS_MEMBER_PARAMETERS], "parameters_sha256",
                            _ ("parameters"), error));
}

static GString *
make_manifest (const Writing *self, const BsTrace *trace)
{
  GString *out = g_string_new (NULL);
  g_autofree char *subject = bs_trace_subject (trace);
  gboolean first = TRUE;

  g_string_append_printf (out,
                          "{\n  \"format\": \"" BS_BUNDLE_FORMAT "\",\n  \"version\": %d,\n"
                          "  \"program\": \"" BS_VERSION "\",\n  \"trace_version\": %d,\n"
                          "  \"subject\": ",
                          BS_BUNDLE_VERSION, trace->version);
  bs_json_append_string (out, subject);
  g_string_append (out, ",\n  \"members\": [");
  for (guint i = 0; i < BS_N_MEMBERS; i++)
    {
      const Part *part = &self->parts[i];

      if (!part->there)
        continue;
      g_string_append_printf (
          out, "%s    {\"name\": \"%s\", \"bytes\": %" G_GUINT64_FORMAT ", \"sha256\": \"%s\"}",
          first ? "\n" : ",\n", bs_member_to_string (i), part->size, part->sha256);
      first = FALSE;
    }
  g_string_append (out, "\n  ]\n}\n");

  return out;
}

static gboolean
complain (Writing *self, GError **error)
{
  const char *what = archive_error_string (self->archive);

  g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("The bundle cannot be written: %s"),
               what != NULL ? what : g_strerror (errno));
  return FALSE;
}

static gboolean
write_piece (Writing *self, const void *bytes, gsize n, GError **error)
{
  return archive_write_data (self->archive, bytes, n) == (la_ssize_t) n || complain (self, error);
}

/* Without times, so that the same contents give the same bytes. */
static gboolean
write_header (Writing *self, const char *name, guint64 size, GError **error)
{
  struct archive_entry *entry = archive_entry_new ();
  int rc;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, (la_int64_t) size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  rc = archive_write_header (self->archive, entry);
  archive_entry_free (entry);

  return rc == ARCHIVE_OK || complain (self, error);
}

gboolean
bs_bundle_write (const BsTrace *trace, const BsBundleContents *contents, FILE *out,
                 GCancellable *cancellable, GError **error)
{
  g_auto (Writing) self = { .cancellable = cancellable };
  g_autoptr (GString) manifest = NULL;

  if (!collect (&self, trace, contents, error))
    return FALSE;

  manifest = make_manifest (&self, trace);
  self.archive = archive_write_new ();
  if (archive_write_set_format_zip (self.archive) != ARCHIVE_OK
      || archive_write_open_FILE (self.archive, out) != ARCHIVE_OK)
    return complain (&self, error);
  if (!write_header (&self, BS_BUNDLE_MANIFEST, manifest->len, error)
      || !write_piece (&self, manifest->str, manifest->len, error)
      || !write_header (&self, BS_BUNDLE_README, strlen (readme), error)
      || !write_piece (&self, readme, strlen (readme), error))
    return FALSE;
  for (guint i = 0; i < BS_N_MEMBERS; i++)
    if (self.parts[i].there
        && (!write_header (&self, bs_member_to_string (i), self.parts[i].size, error)
            || !read_part (&self, &self.parts[i], write_piece, error)))
      return FALSE;

  return archive_write_close (self.archive) == ARCHIVE_OK || complain (&self, error);
}
