/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a bundle, which is untrusted input. The manifest comes first and says what follows; nothing
 * else is unpacked, and nothing under a name that is not ours.
 * Source: PKWARE, .ZIP File Format Specification (APPNOTE.TXT); libarchive reads it. */
#include "config.h"

#include "profiles/files/bundle.h"

#include <inttypes.h>
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "engine/error.h"
#include "profiles/files/bundle-private.h"
#include "profiles/files/json-check.h"

#define MAX_DEPTH 8
/* Nothing that is recorded compresses better; what claims to is a bomb. */
#define MAX_RATIO 256
#define ROOM_FLOOR (G_GUINT64_CONSTANT (1) << 20)

struct _BsBundle
{
  int refs;
  char *folder; /* (nullable) */
  char *paths[BS_N_MEMBERS];
};

/* What the manifest says of a member. */
typedef struct
{
  gboolean there, seen;
  guint64 size;
  char sha256[65];
} Promise;

typedef struct
{
  BsBundle *bundle;
  const char *name; /* of the bundle, for messages */
  struct archive *archive;
  Promise promises[BS_N_MEMBERS];
  GCancellable *cancellable;
} Opening;

const char *
bs_member_to_string (BsMember member)
{
  static const char *const names[BS_N_MEMBERS] = { "trace.bscope", "notes.json", "policy.json",
                                                   "model.model", "parameters.safetensors" };

  return names[member];
}

gboolean
bs_bundle_is_one (const char *path)
{
  static const char magic[] = { 'P', 'K', 3, 4 };
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  char found[sizeof magic];
  gboolean same = fd >= 0 && read (fd, found, sizeof found) == sizeof found
                  && memcmp (found, magic, sizeof magic) == 0;

  if (fd >= 0)
    g_close (fd, NULL);

  return same;
}

BsBundle *
bs_bundle_ref (BsBundle *self)
{
  g_atomic_int_inc (&self->refs);

  return self;
}

void
bs_bundle_unref (BsBundle *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  for (guint i = 0; i < BS_N_MEMBERS; i++)
    {
      if (self->paths[i] != NULL)
        g_unlink (self->paths[i]);
      g_free (self->paths[i]);
    }
  if (self->folder != NULL)
    g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self);
}

const char *
bs_bundle_get_path (const BsBundle *self, BsMember member)
{
  return self->paths[member];
}

char *
bs_bundle_list (const BsBundle *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < BS_N_MEMBERS; i++)
    if (self->paths[i] != NULL)
      g_string_append_printf (out, out->len > 0 ? ", %s" : "%s", bs_member_to_string (i));

  return g_string_free (out, FALSE);
}

/* Returns: %FALSE, always. */
static gboolean G_GNUC_PRINTF (3, 4)
    complain (const Opening *self, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, BS_ERROR, BS_ERROR_CORRUPT, _ ("The bundle “%s” is damaged: %s"), self->name,
               what);

  return FALSE;
}

/* Takes over what libarchive says, which may end its line. */
static gboolean
complain_archive (const Opening *self, GError **error)
{
  const char *what = archive_error_string (self->archive);
  g_autofree char *line = g_strchomp (g_strdup (what != NULL ? what : ""));

  return complain (self, error, _ ("%s; copy it again"), line);
}

static int
find_member (const char *name)
{
  for (int i = 0; i < BS_N_MEMBERS; i++)
    if (g_strcmp0 (name, bs_member_to_string (i)) == 0)
      return i;

  return -1;
}

static gint64
get_integer (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_INT64
             ? json_node_get_int (node)
             : -1;
}

static const char *
get_string (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
read_promise (Opening *self, JsonNode *node, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *name = object != NULL ? get_string (object, "name") : NULL;
  const char *sha256 = object != NULL ? get_string (object, "sha256") : NULL;
  gint64 size = object != NULL ? get_integer (object, "bytes") : -1;
  int member = find_member (name);

  if (member < 0 || self->promises[member].there)
    return complain (self, error, _ ("its manifest lists a member that no bundle has: “%s”"),
                     name != NULL ? name : "");
  if (size < 0 || sha256 == NULL || strlen (sha256) != 64)
    return complain (self, error, _ ("its manifest does not say what “%s” is"), name);

  self->promises[member].there = TRUE;
  self->promises[member].size = (guint64) size;
  memcpy (self->promises[member].sha256, sha256, 65);

  return TRUE;
}

static gboolean
parse_manifest (Opening *self, const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) problem = NULL;
  JsonNode *root, *members;
  JsonObject *object;
  gint64 version;

  if (!bs_json_check (BS_BUNDLE_MANIFEST, text, length, MAX_DEPTH, &problem)
      || !json_parser_load_from_data (parser, text, (gssize) length, &problem))
    return complain (self, error, "%s", problem->message);

  root = json_parser_get_root (parser);
  object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (object == NULL || g_strcmp0 (get_string (object, "format"), BS_BUNDLE_FORMAT) != 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED, _ ("“%s” is not a Batchscope bundle"),
                   self->name);
      return FALSE;
    }
  version = get_integer (object, "version");
  if (version > BS_BUNDLE_VERSION)
    {
      g_set_error (
          error, BS_ERROR, BS_ERROR_VERSION,
          _ ("“%s” was made by a newer version of Batchscope (bundle %d, this program reads "
             "up to %d); update the program to open it"),
          self->name, (int) MIN (version, G_MAXINT), BS_BUNDLE_VERSION);
      return FALSE;
    }

  members = json_object_get_member (object, "members");
  if (version < 1 || members == NULL || !JSON_NODE_HOLDS_ARRAY (members))
    return complain (self, error, "%s", _ ("its manifest has no version or no members"));
  for (guint i = 0; i < json_array_get_length (json_node_get_array (members)); i++)
    if (!read_promise (self, json_array_get_element (json_node_get_array (members), i), error))
      return FALSE;
  if (!self->promises[BS_MEMBER_TRACE].there)
    return complain (self, error, "%s", _ ("it has no trace"));

  return TRUE;
}

/* What is promised has to be likely, and to fit. */
static gboolean
check_room (const Opening *self, guint64 packed, GError **error)
{
  guint64 total = 0;
  struct statvfs st;

  for (guint i = 0; i < BS_N_MEMBERS; i++)
    if (__builtin_add_overflow (total, self->promises[i].size, &total))
      total = G_MAXUINT64;

  if (total > ROOM_FLOOR && total / MAX_RATIO > packed)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("The bundle “%s” would unpack to %" PRIu64
                      " bytes, far more than its size explains; it is not opened"),
                   self->name, total);
      return FALSE;
    }
  if (statvfs (g_get_tmp_dir (), &st) == 0 && total / MAX (st.f_frsize, 1) >= st.f_bavail)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO,
                   _ ("The bundle “%s” needs %" PRIu64
                      " bytes in %s, where there is no room; set TMPDIR to another folder"),
                   self->name, total, g_get_tmp_dir ());
      return FALSE;
    }

  return TRUE;
}

/* Returns: whether there is another member; then of a plain file. */
static gboolean
next_header (Opening *self, struct archive_entry **entry, const char **name, GError **error)
{
  int rc = archive_read_next_header (self->archive, entry);

  *name = NULL;
  if (rc == ARCHIVE_EOF)
    return FALSE;
  if (rc != ARCHIVE_OK)
    return complain_archive (self, error);

  *name = archive_entry_pathname (*entry);
  if (*name == NULL || archive_entry_filetype (*entry) != AE_IFREG
      || archive_entry_symlink (*entry) != NULL || archive_entry_hardlink (*entry) != NULL
      || archive_entry_is_encrypted (*entry))
    return complain (self, error, "%s", _ ("it has a member that is no plain file"));

  return TRUE;
}

static gboolean
read_manifest (Opening *self, guint64 packed, GError **error)
{
  g_autofree char *text = g_malloc (BS_BUNDLE_MAX_MANIFEST + 1);
  struct archive_entry *entry;
  g_autoptr (GError) problem = NULL;
  const char *name;
  la_ssize_t n;

  if (!next_header (self, &entry, &name, &problem) || !g_str_equal (name, BS_BUNDLE_MANIFEST))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("“%s” is a zip file, but no Batchscope bundle: it does not begin with a "
                      "manifest"),
                   self->name);
      return FALSE;
    }
  n = archive_read_data (self->archive, text, BS_BUNDLE_MAX_MANIFEST + 1);
  if (n < 0)
    return complain_archive (self, error);
  if (n > BS_BUNDLE_MAX_MANIFEST)
    return complain (self, error, "%s", _ ("its manifest is too long"));

  return parse_manifest (self, text, (gsize) n, error) && check_room (self, packed, error);
}

static gboolean
write_piece (int fd, const char *path, const char *bytes, gsize n, GError **error)
{
  while (n > 0)
    {
      gssize written = write (fd, bytes, n);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("%s cannot be written: %s"), path,
                       g_strerror (errno));
          return FALSE;
        }
      bytes += written;
      n -= (gsize) written;
    }

  return TRUE;
}

/* Copies the data of the entry at hand; never more than was promised. */
static gboolean
copy_data (Opening *self, BsMember member, int fd, GError **error)
{
  const Promise *promise = &self->promises[member];
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *piece = g_malloc (BS_BUNDLE_PIECE);
  guint64 size = 0;
  la_ssize_t n;

  while ((n = archive_read_data (self->archive, piece, BS_BUNDLE_PIECE)) > 0)
    {
      size += (guint64) n;
      if (size > promise->size)
        break;
      g_checksum_update (checksum, (const guchar *) piece, n);
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !write_piece (fd, self->bundle->paths[member], piece, (gsize) n, error))
        return FALSE;
    }

  if (n < 0)
    return complain_archive (self, error);
  if (size != promise->size || !g_str_equal (g_checksum_get_string (checksum), promise->sha256))
    return complain (self, error, _ ("“%s” is not what its manifest says"),
                     bs_member_to_string (member));

  return TRUE;
}

static gboolean
unpack (Opening *self, BsMember member, GError **error)
{
  char *path = g_build_filename (self->bundle->folder, bs_member_to_string (member), NULL);
  gboolean done;
  int fd;

  self->bundle->paths[member] = path;
  fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("%s cannot be written: %s"), path,
                   g_strerror (errno));
      return FALSE;
    }
  done = copy_data (self, member, fd, error);

  return g_close (fd, done ? error : NULL) && done;
}

static gboolean
unpack_all (Opening *self, GError **error)
{
  struct archive_entry *entry;
  g_autoptr (GError) problem = NULL;
  gboolean has_readme = FALSE;
  const char *name;

  while (next_header (self, &entry, &name, &problem))
    {
      int member = find_member (name);

      if (g_str_equal (name, BS_BUNDLE_README) && !has_readme)
        {
          has_readme = TRUE;
          continue;
        }
      if (member < 0 || !self->promises[member].there || self->promises[member].seen)
        return complain (self, error, _ ("its manifest does not list “%s”"), name);
      self->promises[member].seen = TRUE;
      if (!unpack (self, member, error))
        return FALSE;
    }
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  for (guint i = 0; i < BS_N_MEMBERS; i++)
    if (self->promises[i].there && !self->promises[i].seen)
      return complain (self, error, _ ("“%s” is missing"), bs_member_to_string (i));

  return TRUE;
}

BsBundle *
bs_bundle_open (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (BsBundle) self = g_new0 (BsBundle, 1);
  Opening opening = { .bundle = self, .name = name, .cancellable = cancellable };
  gboolean done = FALSE;
  GStatBuf st;

  g_atomic_int_set (&self->refs, 1);
  if (g_stat (path, &st) != 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not read “%s”: %s"), name,
                   g_strerror (errno));
      return NULL;
    }

  opening.archive = archive_read_new ();
  archive_read_support_format_zip_seekable (opening.archive);
  if (archive_read_open_filename (opening.archive, path, BS_BUNDLE_PIECE) != ARCHIVE_OK)
    complain_archive (&opening, error);
  else if (read_manifest (&opening, (guint64) st.st_size, error))
    {
      self->folder = g_dir_make_tmp ("batchscope-XXXXXX", error);
      done = self->folder != NULL && unpack_all (&opening, error);
    }
  archive_read_free (opening.archive);

  return done ? g_steal_pointer (&self) : NULL;
}
