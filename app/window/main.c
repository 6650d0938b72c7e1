/* SPDX-License-Identifier: Apache-2.0 */
/* Where `batchscope` begins. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>

#include "app/window/shell/application.h"
#include "engine/shipped.h"

int
main (int argc, char *argv[])
{
  g_autoptr (BsApplication) application = NULL;
  g_autofree char *locale = bs_shipped_locale ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Batchscope");
  /* A file that may not grow is then an error, like a full disk. */
  signal (SIGXFSZ, SIG_IGN);

  application = bs_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
