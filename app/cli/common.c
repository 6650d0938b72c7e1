/* SPDX-License-Identifier: Apache-2.0 */
/* What all commands share: arguments, numbers, messages, output, interruption. */
#include "config.h"

#include "app/cli/common.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "app/cli/completion.h"
#include "engine/error.h"

GOptionContext *
bs_cli_context_new (const char *command, const char *arguments, const char *summary)
{
  g_autofree char *program = g_strconcat (BS_CLI_NAME, " ", command, NULL);
  GOptionContext *context = g_option_context_new (arguments);

  /* the usage line begins with it */
  g_set_prgname (program);
  g_option_context_set_summary (context, summary);

  return context;
}

static int
count_arguments (int argc, char **argv)
{
  int n = 0;

  for (int i = 1; i < argc; i++)
    {
      /* GOption leaves a "--" that it needed */
      if (strcmp (argv[i], "--") != 0)
        argv[++n] = argv[i];
    }

  return n;
}

gboolean
bs_cli_parse (GOptionContext *context, int *argc, char ***argv, int n_arguments,
              const char *missing)
{
  return bs_cli_parse_between (context, argc, argv, n_arguments, n_arguments, missing);
}

gboolean
bs_cli_parse_between (GOptionContext *context, int *argc, char ***argv, int least, int most,
                      const char *missing)
{
  g_autofree char *command = g_strdup ((*argv)[0]);
  g_autoptr (GError) error = NULL;
  int n;

  if (bs_cli_completion_take (context))
    return FALSE;

  if (!g_option_context_parse (context, argc, argv, &error))
    {
      /* which one, GOption does not say */
      bs_cli_complain_usage (command, "%s",
                             error->domain == G_CONVERT_ERROR
                                 ? _ ("The value of an option is not valid UTF-8")
                                 : error->message);
      return FALSE;
    }

  n = count_arguments (*argc, *argv);
  if (n > most)
    {
      bs_cli_complain_usage (command, _ ("Unexpected argument “%s”"), (*argv)[most + 1]);
      return FALSE;
    }
  if (n < least)
    {
      bs_cli_complain_usage (command, "%s", missing);
      return FALSE;
    }
  *argc = n + 1;

  return TRUE;
}

gboolean
bs_cli_parse_integer (const char *option, const char *text, guint64 minimum, guint64 maximum,
                      guint64 *value, GError **error)
{
  if (text == NULL)
    return TRUE;

  /* takes digits only: no sign, no blank */
  if (g_ascii_string_to_unsigned (text, 10, minimum, maximum, value, NULL))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("%s takes a whole number from %" PRIu64 " to %" PRIu64 ", not “%s”"), option,
               minimum, maximum, text);
  return FALSE;
}

gboolean
bs_cli_parse_uint32 (const char *option, const char *text, guint32 minimum, guint32 maximum,
                     guint32 *value, GError **error)
{
  guint64 wide = *value;

  if (!bs_cli_parse_integer (option, text, minimum, maximum, &wide, error))
    return FALSE;

  *value = (guint32) wide;
  return TRUE;
}

gboolean
bs_cli_parse_real (const char *option, const char *text, double minimum, double maximum,
                   double *value, GError **error)
{
  char *end = NULL;
  double number;

  if (text == NULL)
    return TRUE;

  number = g_ascii_strtod (text, &end);
  if (text[0] != '\0' && strspn (text, "0123456789.+-eE") == strlen (text) && *end == '\0'
      && isfinite (number) && number >= minimum && number <= maximum)
    {
      *value = number;
      return TRUE;
    }

  g_set_error (error, BS_ERROR, BS_ERROR_RANGE, _ ("%s takes a number from %g to %g, not “%s”"),
               option, minimum, maximum, text);
  return FALSE;
}

gboolean
bs_cli_parse_table_format (const char *text, BsTableFormat *format, GError **error)
{
  if (text == NULL || bs_table_format_from_string (text, format))
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_UNSUPPORTED,
               _ ("--format takes text, csv or json, not “%s”"), text);
  return FALSE;
}

/* As it is, in UTF-8: file names in messages must not be mangled by a plain locale. */
static void
print_message (const char *prefix, const char *format, va_list args)
{
  g_autofree char *text = g_strdup_vprintf (format, args);

  fprintf (stderr, "%s%s\n", prefix, text);
}

int
bs_cli_complain (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  print_message (BS_CLI_NAME ": ", format, args);
  va_end (args);

  return BS_CLI_BAD;
}

int
bs_cli_complain_usage (const char *command, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  print_message (BS_CLI_NAME ": ", format, args);
  va_end (args);
  bs_cli_note (_ ("“%s %s --help” lists what it takes."), BS_CLI_NAME, command);

  return BS_CLI_BAD;
}

void
bs_cli_note (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  print_message ("", format, args);
  va_end (args);
}

gboolean
bs_cli_check_output (const char *path, const char *const *inputs, GError **error)
{
  g_autofree char *folder = NULL;
  GStatBuf output, input;

  if (path == NULL)
    return TRUE;

  if (path[0] == '\0')
    {
      g_set_error_literal (error, BS_ERROR, BS_ERROR_IO, _ ("-o takes the name of a file"));
      return FALSE;
    }

  if (g_stat (path, &output) != 0)
    {
      folder = g_path_get_dirname (path);
      if (g_file_test (folder, G_FILE_TEST_IS_DIR))
        return TRUE;

      g_set_error (error, BS_ERROR, BS_ERROR_IO,
                   _ ("%s cannot be written: there is no folder %s; create it first"), path,
                   folder);
      return FALSE;
    }

  if (S_ISDIR (output.st_mode))
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO,
                   _ ("%s is a folder; give -o the name of a file in it"), path);
      return FALSE;
    }

  for (guint i = 0; inputs != NULL && inputs[i] != NULL; i++)
    {
      if (S_ISREG (output.st_mode) && g_stat (inputs[i], &input) == 0
          && input.st_dev == output.st_dev && input.st_ino == output.st_ino)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_IO,
                       _ ("%s is also read from; give -o another name"), path);
          return FALSE;
        }
    }

  return TRUE;
}

/* @synced: what was written has to be on the disk. */
static gboolean
close_stream (FILE *out, gboolean synced, const char *path, GError **error)
{
  gboolean done = fflush (out) == 0 && (!synced || fsync (fileno (out)) == 0 || errno == EINVAL);
  int code = errno;

  if (fclose (out) != 0 && done)
    {
      code = errno;
      done = FALSE;
    }
  if (done || code == EPIPE)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("%s cannot be written: %s"), path,
               g_strerror (code));
  return FALSE;
}

/* A device, a pipe, or a link to a file that has no name any more is written to rather than replaced;
 * so is what standard output goes to, /dev/stdout for one: others write there before us and after.
 * @target: where @path leads, if that is known. Returns: whether it is one of these, then open as @fd,
 * or -1. */
static gboolean
open_kept (const char *path, const char *target, int *fd)
{
  GStatBuf found, standard;

  if (g_stat (path, &found) != 0)
    return FALSE;

  if (fstat (STDOUT_FILENO, &standard) == 0 && found.st_dev == standard.st_dev
      && found.st_ino == standard.st_ino)
    {
      fflush (stdout);
      *fd = fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    }
  else if (!S_ISREG (found.st_mode) || target == NULL)
    *fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  else
    return FALSE;

  return TRUE;
}

gboolean
bs_cli_write_stream (const char *path, BsCliWriteFunc write, gpointer user_data, GError **error)
{
  g_autofree char *target = realpath (path, NULL);
  g_autofree char *temporary = NULL;
  gboolean done;
  FILE *out;
  int fd;

  if (!open_kept (path, target, &fd))
    {
      temporary = g_strconcat (target != NULL ? target : path, ".XXXXXX", NULL);
      fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
    }
  out = fd >= 0 ? fdopen (fd, "w") : NULL;
  if (out == NULL)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("%s cannot be written: %s"), path,
                   g_strerror (errno));
      if (fd >= 0)
        g_close (fd, NULL);
      return FALSE;
    }

  done = write (out, user_data, error);
  if (!done)
    {
      g_prefix_error (error, "%s: ", path);
      fclose (out);
    }
  else
    done = close_stream (out, temporary != NULL, path, error);
  if (temporary == NULL)
    return done;

  if (done && g_rename (temporary, target != NULL ? target : path) != 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("%s cannot be written: %s"), path,
                   g_strerror (errno));
      done = FALSE;
    }
  if (!done)
    g_unlink (temporary);

  return done;
}

static gboolean
write_standard_output (const GString *text, GError **error)
{
  gsize done = 0;

  fflush (stdout);
  while (done < text->len)
    {
      gssize n = write (STDOUT_FILENO, text->str + done, text->len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EPIPE)
        return TRUE;
      if (n < 0)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("Standard output cannot be written: %s"),
                       g_strerror (errno));
          return FALSE;
        }
      done += (gsize) n;
    }

  return TRUE;
}

static gboolean
write_text (FILE *out, gpointer user_data, GError **error)
{
  const GString *text = user_data;

  if (fwrite (text->str, 1, text->len, out) == text->len || errno == EPIPE)
    return TRUE;

  g_set_error (error, BS_ERROR, BS_ERROR_IO, _ ("It cannot be written: %s"), g_strerror (errno));
  return FALSE;
}

gboolean
bs_cli_write (const char *path, const GString *text, GError **error)
{
  if (path == NULL)
    return write_standard_output (text, error);

  return bs_cli_write_stream (path, write_text, (gpointer) text, error);
}

int
bs_cli_finish (const char *path, const GString *text)
{
  g_autoptr (GError) error = NULL;

  return bs_cli_write (path, text, &error) ? BS_CLI_DONE : bs_cli_complain ("%s", error->message);
}

BsTrace *
bs_cli_load_trace (const char *path, GError **error)
{
  g_autoptr (BsTrace) trace = bs_trace_load (path, NULL, error);

  if (trace == NULL)
    return NULL;

  if (trace->n_decisions == 0)
    {
      g_set_error (error, BS_ERROR, BS_ERROR_NOT_FOUND,
                   _ ("%s holds no decisions; “%s info” says what it holds"), path, BS_CLI_NAME);
      return NULL;
    }

  return g_steal_pointer (&trace);
}

gboolean
bs_cli_find_decision (const BsTrace *trace, guint32 number, guint32 mini_batch, guint32 *decision,
                      GError **error)
{
  guint32 before = 0;
  guint32 count = trace->n_decisions;

  if (mini_batch != G_MAXUINT32)
    {
      if (mini_batch >= trace->n_mini_batches)
        {
          g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                       _ ("%s has mini-batches 0 to %u, no mini-batch %u"), trace->path,
                       trace->n_mini_batches - 1, mini_batch);
          return FALSE;
        }
      before = trace->mini_batches[mini_batch].first_decision - 1;
      count = trace->mini_batches[mini_batch].n_decisions;
    }

  if (number < 1 || number > count)
    {
      if (mini_batch != G_MAXUINT32)
        g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                     _ ("Mini-batch %u of %s has decisions 1 to %u, no decision %u"), mini_batch,
                     trace->path, count, number);
      else
        g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
                     _ ("%s has decisions 1 to %u, no decision %u"), trace->path, count, number);
      return FALSE;
    }

  *decision = before + number;
  return TRUE;
}

void
bs_cli_copy_cell (BsTable *to, const BsTable *from, guint row, guint column)
{
  g_autofree char *text = bs_table_get_text (from, row, column);

  if (text[0] == '\0')
    bs_table_add_missing (to);
  else
    switch (bs_table_get_column_kind (from, column))
      {
      case BS_COLUMN_INTEGER:
      case BS_COLUMN_DURATION:
        bs_table_add_integer (to, g_ascii_strtoll (text, NULL, 10));
        break;
      case BS_COLUMN_REAL:
        bs_table_add_real (to, g_ascii_strtod (text, NULL));
        break;
      case BS_COLUMN_BOOLEAN:
        bs_table_add_boolean (to, strcmp (text, "true") == 0);
        break;
      case BS_COLUMN_TEXT:
      default:
        bs_table_add_text (to, text);
        break;
      }
}

double
bs_cli_round (double value)
{
  return round (value * 1e4) / 1e4;
}

void
bs_cli_append_json_string (GString *out, const char *text)
{
  if (text == NULL)
    {
      g_string_append (out, "null");
    }
  else
    {
      g_autofree char *valid = g_utf8_make_valid (text, -1);
      g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), valid);
      g_autofree char *quoted = json_to_string (node, FALSE);

      g_string_append (out, quoted);
    }
}

static GCancellable *interrupted;
static int signal_pipe[2] = { -1, -1 };

/* A handler may call next to nothing; it runs in any thread, also in those of libraries. */
static void
on_signal (int number)
{
  int saved = errno;
  gssize written = write (signal_pipe[1], "!", 1);

  (void) written;
  errno = saved;
}

static gpointer
wait_for_signal (gpointer user_data)
{
  char byte;

  while (read (signal_pipe[0], &byte, 1) < 0 && errno == EINTR)
    ;
  g_cancellable_cancel (interrupted);

  return NULL;
}

GCancellable *
bs_cli_watch_interrupts (void)
{
  static const int numbers[] = { SIGINT, SIGTERM };
  struct sigaction action, old;

  if (interrupted != NULL)
    return interrupted;

  interrupted = g_cancellable_new ();
  if (!g_unix_open_pipe (signal_pipe, FD_CLOEXEC, NULL))
    return interrupted;
  g_thread_unref (g_thread_new ("interrupts", wait_for_signal, NULL));

  memset (&action, 0, sizeof action);
  action.sa_handler = on_signal;
  /* a second one is for those in a hurry */
  action.sa_flags = SA_RESTART | SA_RESETHAND;
  sigemptyset (&action.sa_mask);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      /* what whoever started us has switched off stays off */
      if (sigaction (numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction (numbers[i], &action, NULL);
    }

  return interrupted;
}
