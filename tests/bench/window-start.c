/* SPDX-License-Identifier: Apache-2.0 */
/* How long a program takes from its start to its window. A connection of its own to the X server hears of
 * windows; without a window manager they are children of the root. */
#include "config.h"

#include "tests/bench/window-start.h"

#include <X11/Xlib.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#define MAX_WAIT_MS 20000
/* Smaller ones are helpers. */
#define LEAST_WIDTH 400

static gboolean
comes_a_window (Display *display, gint64 until_us)
{
  while (g_get_monotonic_time () < until_us)
    {
      struct pollfd fd = { .fd = ConnectionNumber (display), .events = POLLIN };
      XWindowAttributes attributes;
      XEvent event;

      if (XPending (display) == 0)
        {
          poll (&fd, 1, 100);
          continue;
        }
      XNextEvent (display, &event);
      if (event.type == MapNotify && !event.xmap.override_redirect
          && XGetWindowAttributes (display, event.xmap.window, &attributes) != 0
          && attributes.width >= LEAST_WIDTH)
        return TRUE;
    }

  return FALSE;
}

double
bs_bench_window_start (const char *program)
{
  char *argv[] = { (char *) program, NULL };
  Display *display = XOpenDisplay (NULL);
  g_autoptr (GError) error = NULL;
  gint64 begin_us;
  double ms = -1.0;
  GPid pid;

  if (display == NULL)
    return -1.0;

  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  XSync (display, True);
  begin_us = g_get_monotonic_time ();
  if (g_spawn_async (NULL, argv, NULL,
                     G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
                         | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, &pid, &error))
    {
      if (comes_a_window (display, begin_us + MAX_WAIT_MS * 1000))
        ms = (double) (g_get_monotonic_time () - begin_us) / 1000.0;
      kill (pid, SIGTERM);
      waitpid (pid, NULL, 0);
      g_spawn_close_pid (pid);
    }
  else
    g_printerr ("%s\n", error->message);
  XCloseDisplay (display);

  return ms;
}
