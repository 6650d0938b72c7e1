/* SPDX-License-Identifier: Apache-2.0 */
/* The file beside a trace: where it is, who may write it, and what may be kept. */
#include "config.h"

#include "profiles/replay/sidecar.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/error.h"
#include "profiles/files/bundle.h"
#include "profiles/replay/sidecar-private.h"

void
bs_note_free (BsNote *self)
{
  g_free (self->text);
  g_free (self->created);
  g_free (self->changed);
  g_free (self);
}

void
bs_bookmark_free (BsBookmark *self)
{
  g_free (self->name);
  g_free (self);
}

void
bs_breakpoint_free (BsBreakpoint *self)
{
  g_free (self->predicate);
  g_free (self);
}

void
bs_kept_branch_free (BsKeptBranch *self)
{
  g_free (self->name);
  g_free (self->parent);
  g_free (self->type);
  g_free (self->created);
  g_clear_pointer (&self->policy, bs_branch_policy_unref);
  g_free (self);
}

BsSidecar *
bs_sidecar_new (void)
{
  BsSidecar *self = g_new0 (BsSidecar, 1);

  self->next_id = 1;
  self->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_note_free);
  self->bookmarks = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_bookmark_free);
  self->breakpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_breakpoint_free);
  self->branches = g_ptr_array_new_with_free_func ((GDestroyNotify) bs_kept_branch_free);

  return self;
}

void
bs_sidecar_free (BsSidecar *self)
{
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->bookmarks);
  g_ptr_array_unref (self->breakpoints);
  g_ptr_array_unref (self->branches);
  g_clear_pointer (&self->trace, bs_trace_unref);
  g_free (self->view);
  g_free (self->path);
  g_free (self->shown);
  g_free (self->other_path);
  g_free (self->identity);
  g_free (self);
}

static void
take_path (BsSidecar *self, char *path)
{
  g_free (self->path);
  g_free (self->shown);
  self->path = path;
  self->shown = g_filename_display_name (path);
}

gboolean
bs_sidecar_is_empty (const BsSidecar *self)
{
  return self->notes->len == 0 && self->bookmarks->len == 0 && self->breakpoints->len == 0
         && self->branches->len == 0 && self->view == NULL;
}

static void
digest_number (GChecksum *checksum, guint64 value)
{
  guint64 little = GUINT64_TO_LE (value);

  g_checksum_update (checksum, (const guchar *) &little, sizeof little);
}

char *
bs_trace_identify (const BsTrace *trace)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  digest_number (checksum, trace->types->n_types);
  for (guint i = 0; i < trace->types->n_types; i++)
    g_checksum_update (checksum, (const guchar *) trace->types->types[i].name,
                       (gssize) strlen (trace->types->types[i].name) + 1);
  digest_number (checksum, trace->n_mini_batches);
  for (guint32 i = 0; i < trace->n_mini_batches; i++)
    {
      digest_number (checksum, trace->mini_batches[i].n_nodes);
      digest_number (checksum, trace->mini_batches[i].n_decisions);
    }
  for (guint32 i = 0; i < trace->n_decisions; i++)
    {
      const BsTraceDecision *d = &trace->decisions[i];

      digest_number (checksum, (guint64) d->type << 32 | d->size);
      digest_number (checksum, (guint64) d->start_ns);
    }

  return g_strdup (g_checksum_get_string (checksum));
}

gboolean
bs_sidecar_check_text (const char *text, const char *what, GError **error)
{
  const char *problem = NULL;

  if (text[0] == '\0')
    problem = _ ("it is empty");
  else if (strlen (text) > BS_SIDECAR_MAX_TEXT)
    problem = _ ("it is too long");
  else if (!g_utf8_validate (text, -1, NULL))
    problem = _ ("it is not UTF-8");
  if (problem == NULL)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("This cannot be kept as %s: %s"), what, problem);
  return FALSE;
}

gboolean
bs_sidecar_check_name (const char *name, const char *what, GError **error)
{
  if (!bs_sidecar_check_text (name, what, error))
    return FALSE;

  if (strlen (name) > BS_SIDECAR_MAX_NAME)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                   _ ("This cannot be kept as %s: it has more than %d bytes"), what,
                   BS_SIDECAR_MAX_NAME);
      return FALSE;
    }
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      {
        g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                     _ ("This cannot be kept as %s: it has more than one line, or control "
                        "characters"),
                     what);
        return FALSE;
      }

  return TRUE;
}

const BsKeptBranch *
bs_sidecar_find_branch (const BsSidecar *self, const char *name)
{
  for (guint i = 0; i < self->branches->len; i++)
    {
      const BsKeptBranch *branch = self->branches->pdata[i];

      if (g_str_equal (branch->name, name))
        return branch;
    }

  return NULL;
}

static gboolean
is_there (const BsSidecar *self, const char *what, guint32 id, guint32 decision, GError **error)
{
  if (self->trace == NULL || decision <= self->trace->n_decisions)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_CORRUPT,
               _ ("%s: %s %u is about decision %u, and the trace has those from 1 to %u"),
               self->shown, what, id, decision, self->trace->n_decisions);
  return FALSE;
}

/* Whether what is kept can be of the trace. */
static gboolean
check_places (const BsSidecar *self, GError **error)
{
  const BsTrace *trace = self->trace;

  for (guint i = 0; i < self->notes->len; i++)
    {
      const BsNote *note = self->notes->pdata[i];

      if (!is_there (self, _ ("note"), note->id, MAX (note->decision, note->last), error))
        return FALSE;
      if (note->node == G_MAXUINT32
          || (note->mini_batch < trace->n_mini_batches
              && note->node < trace->mini_batches[note->mini_batch].n_nodes))
        continue;
      g_set_error (error, BS_ERROR, BS_ERROR_CORRUPT,
                   _ ("%s: note %u is about node %u of mini-batch %u, which the trace does not "
                      "have"),
                   self->shown, note->id, note->node, note->mini_batch);
      return FALSE;
    }
  for (guint i = 0; i < self->bookmarks->len; i++)
    {
      const BsBookmark *bookmark = self->bookmarks->pdata[i];

      if (!is_there (self, _ ("bookmark"), bookmark->id, bookmark->decision, error))
        return FALSE;
    }

  return TRUE;
}

/* Reads what the file @fd has; @path: for messages. */
static BsSidecar *
read_file (int fd, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[16384];
  gssize n;

  while ((n = read (fd, buffer, sizeof buffer)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not read “%s”: %s"), path,
                       g_strerror (errno));
          return NULL;
        }
      g_string_append_len (text, buffer, n);
      /* the parser says so */
      if (text->len > BS_SIDECAR_MAX_BYTES)
        break;
    }

  return bs_sidecar_parse (path, text->str, text->len, error);
}

/* That it is of the trace, and of nothing else. */
static gboolean
check_identity (const BsSidecar *self, const char *path, const char *identity, GError **error)
{
  if (self->identity == NULL || g_str_equal (self->identity, identity))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("The notes in “%s” are of another trace, which was recorded before or elsewhere; "
                  "move that file away to keep notes of this one"),
               path);
  return FALSE;
}

/* What another sidecar holds, but for where it is. */
static void
take_contents (BsSidecar *self, BsSidecar *from)
{
#define EXCHANGE(member)                                                                           \
  {                                                                                                \
    gpointer own = self->member;                                                                   \
    self->member = from->member;                                                                   \
    from->member = own;                                                                            \
  }
  EXCHANGE (notes)
  EXCHANGE (bookmarks)
  EXCHANGE (breakpoints)
  EXCHANGE (branches)
  EXCHANGE (view)
#undef EXCHANGE
  self->next_id = from->next_id;
}

static char *
find_other_path (const char *identity)
{
  g_autofree char *name = g_strconcat (identity, ".bscope" BS_SIDECAR_SUFFIX, NULL);

  return g_build_filename (g_get_user_data_dir (), "batchscope", "notes", name, NULL);
}

static gboolean
load_file (BsSidecar *self, const char *path, GError **error)
{
  g_autoptr (BsSidecar) found = NULL;
  g_autofree char *shown = g_filename_display_name (path);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  struct stat info;

  if (fd < 0 && (errno == ENOENT || errno == ENAMETOOLONG))
    return TRUE;
  if (fd < 0 || fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not read “%s”: %s"), shown,
                   fd < 0 ? g_strerror (errno) : _ ("it is not a regular file"));
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  found = read_file (fd, shown, error);
  close (fd);
  if (found == NULL || !check_identity (found, shown, self->identity, error))
    return FALSE;
  take_contents (self, found);

  return check_places (self, error);
}

BsSidecar *
bs_sidecar_load (BsTrace *trace, GError **error)
{
  g_autoptr (BsSidecar) self = bs_sidecar_new ();
  BsBundle *bundle = bs_bundle_of_trace (trace);
  const char *path;

  self->trace = bs_trace_ref (trace);
  self->identity = bs_trace_identify (trace);
  take_path (self, g_strconcat (trace->path, BS_SIDECAR_SUFFIX, NULL));
  self->other_path = find_other_path (self->identity);
  if (bundle != NULL)
    {
      path = bs_bundle_get_path (bundle, BS_MEMBER_NOTES);
      return path == NULL || load_file (self, path, error) ? g_steal_pointer (&self) : NULL;
    }

  /* What was written there, because it could not be beside the trace, is newer. */
  if (g_file_test (self->other_path, G_FILE_TEST_EXISTS))
    take_path (self, g_steal_pointer (&self->other_path));

  return load_file (self, self->path, error) ? g_steal_pointer (&self) : NULL;
}

/* Opens the file, made where it is not there, and waits until nobody else changes it. Returns: -1 with
 * errno set. */
static int
open_locked (const char *path)
{
  for (;;)
    {
      g_autofree char *folder = g_path_get_dirname (path);
      struct stat opened, named;
      int fd = g_open (path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);

      if (fd < 0)
        return -1;
      if (g_access (folder, W_OK) != 0 || fstat (fd, &opened) != 0)
        {
          int reason = errno;

          close (fd);
          errno = reason;
          return -1;
        }
      /* where files cannot be locked the last writer wins */
      while (flock (fd, LOCK_EX) != 0 && errno == EINTR)
        ;
      /* who had it before may have replaced it */
      if (g_stat (path, &named) == 0 && named.st_dev == opened.st_dev
          && named.st_ino == opened.st_ino)
        return fd;
      close (fd);
    }
}

static gboolean
cannot_be_here (int reason)
{
  return reason == EACCES || reason == EPERM || reason == EROFS || reason == ENAMETOOLONG;
}

/* Beside the trace, or in the user's folder. */
static int
open_to_change (BsSidecar *self, GError **error)
{
  int fd = open_locked (self->path);
  int reason = errno;

  if (fd < 0 && cannot_be_here (reason) && self->other_path != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (self->other_path);

      fd = g_mkdir_with_parents (folder, 0700) == 0 ? open_locked (self->other_path) : -1;
      reason = errno;
      take_path (self, g_steal_pointer (&self->other_path));
    }
  if (fd < 0)
    g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not write “%s”: %s"), self->shown,
                 g_strerror (reason));

  return fd;
}

/* What the locked file has, changed, into the file and into @self. */
static gboolean
change_locked (BsSidecar *self, int fd, BsSidecarChange change, gpointer data, GError **error)
{
  g_autoptr (BsSidecar) fresh = NULL;
  g_autofree char *text = NULL, *target = NULL;
  g_autoptr (GError) failure = NULL;
  struct stat info;
  gboolean is_new = fstat (fd, &info) == 0 && info.st_size == 0;

  if (fstat (fd, &info) == 0 && !S_ISREG (info.st_mode))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("“%s” is not a regular file"), self->shown);
      return FALSE;
    }
  /* a new file gets what was kept elsewhere */
  if (is_new)
    {
      g_autofree char *kept = bs_sidecar_to_string (self);

      fresh = bs_sidecar_parse (self->shown, kept, strlen (kept), error);
    }
  else
    {
      fresh = read_file (fd, self->shown, error);
    }
  if (fresh == NULL || !check_identity (fresh, self->shown, self->identity, error))
    return FALSE;

  fresh->trace = self->trace != NULL ? bs_trace_ref (self->trace) : NULL;
  g_free (fresh->identity);
  fresh->identity = g_strdup (self->identity);
  take_path (fresh, g_strdup (self->path));
  if (!check_places (fresh, error) || !change (fresh, data, error))
    return FALSE;

  text = bs_sidecar_to_string (fresh);
  target = realpath (self->path, NULL);
  if (strlen (text) > BS_SIDECAR_MAX_BYTES)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("“%s” would be too large"), self->shown);
      return FALSE;
    }
  if (!g_file_set_contents_full (target != NULL ? target : self->path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0666, &failure))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Could not write “%s”: %s"), self->shown,
                   failure->message);
      return FALSE;
    }
  take_contents (self, fresh);

  return TRUE;
}

gboolean
bs_sidecar_change (BsSidecar *self, BsSidecarChange change, gpointer data, GError **error)
{
  struct stat info;
  gboolean ok;
  int fd;

  if (self->trace != NULL && bs_bundle_of_trace (self->trace) != NULL)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
                   _ ("“%s” is a bundle, which stays as it is; unpack it to keep notes of its "
                      "trace"),
                   self->trace->path);
      return FALSE;
    }

  fd = open_to_change (self, error);
  if (fd < 0)
    return FALSE;
  ok = change_locked (self, fd, change, data, error);
  /* nothing is left of what could not be done */
  if (!ok && fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_size == 0)
    g_unlink (self->path);
  close (fd);

  return ok;
}

BsBranch *
bs_sidecar_make_branch (const BsSidecar *self, const char *name, const BsCostModel *model,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  g_autoptr (BsBranch) branch = NULL;

  for (const char *at = name; at != NULL;)
    {
      const BsKeptBranch *kept = bs_sidecar_find_branch (self, at);

      if (kept == NULL)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND, _ ("No branch “%s” is kept"), at);
          return NULL;
        }
      g_ptr_array_add (chain, (gpointer) kept);
      at = kept->parent;
    }
  for (guint i = chain->len; i-- > 0;)
    {
      const BsKeptBranch *kept = chain->pdata[i];
      int type = bs_type_table_lookup (self->trace->types, kept->type);
      BsBranch *next;

      if (type < 0)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                       _ ("The trace has no type “%s”, which the branch “%s” batches"), kept->type,
                       kept->name);
          return NULL;
        }
      next = bs_branch_new (self->trace, branch, kept->decision, (guint) type, kept->policy,
                            kept->name, model, cancellable, error);
      if (next == NULL)
        {
          g_prefix_error (error, _ ("Branch “%s”: "), kept->name);
          return NULL;
        }
      g_clear_pointer (&branch, bs_branch_unref);
      branch = next;
    }

  return g_steal_pointer (&branch);
}
