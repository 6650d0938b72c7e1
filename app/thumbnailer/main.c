/* SPDX-License-Identifier: Apache-2.0 */
/* What desktops run to have pictures of traces in lists of files. */
#include "config.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "engine/shipped.h"
#include "profiles/trace/trace.h"
#include "viz/picture.h"
#include "viz/thumbnail-painter.h"

#define MIN_SIZE 16
#define MAX_SIZE 2048

/* A list of files may have anything in it: who asks for too much gets nothing. */
#define MAX_MEMORY ((rlim_t) 2 << 30)
#define MAX_SECONDS 20

static void
limit (int resource, rlim_t value)
{
  struct rlimit limits;

  if (getrlimit (resource, &limits) != 0)
    return;
  limits.rlim_cur = MIN (limits.rlim_max, value);
  setrlimit (resource, &limits);
}

static void
draw (cairo_t *cr, double width, double height, gpointer user_data)
{
  BsStyle style;

  bs_style_init (&style, FALSE);
  bs_thumbnail_draw (user_data, cr, &style, MIN (width, height));
}

static gboolean
make_thumbnail (const char *trace_path, const char *path, int size, GError **error)
{
  g_autoptr (BsTrace) trace = bs_trace_load (trace_path, NULL, error);
  g_autoptr (GBytes) bytes = NULL;

  if (trace == NULL)
    return FALSE;
  bytes = bs_picture_to_bytes (draw, trace, size, size, 1.0, BS_PICTURE_PNG, error);
  return bytes != NULL
         && g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                 (gssize) g_bytes_get_size (bytes), error);
}

int
main (int argc, char *argv[])
{
  int size = 256;
  const GOptionEntry entries[] = { { "size", 's', 0, G_OPTION_ARG_INT, &size,
                                     N_ ("Width and height, in pixels"), N_ ("N") },
                                   G_OPTION_ENTRY_NULL };
  g_autofree char *locale = bs_shipped_locale ();
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, locale);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  limit (RLIMIT_AS, MAX_MEMORY);
  limit (RLIMIT_CPU, MAX_SECONDS);
  limit (RLIMIT_CORE, 0);

  context = g_option_context_new (_ ("TRACE PICTURE.png"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (argc != 3 || size < MIN_SIZE || size > MAX_SIZE)
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      g_printerr ("%s", help);
      return 2;
    }
  if (!make_thumbnail (argv[1], argv[2], size, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  return 0;
}
