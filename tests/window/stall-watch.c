/* SPDX-License-Identifier: Apache-2.0 */
/* How long the main loop is away. Between polls a timer of this thread's processor time runs; when it goes
 * off, the stack is noted, which is named at the end. */
#include "config.h"

#include "tests/window/stall-watch.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX_DEPTH 48
#define NAMED 12
/* Of the stack: the handler, and what calls it. */
#define OWN_FRAMES 2

static struct
{
  double limit_ms, longest_ms;
  gint64 since_ns; /* processor time when the last poll was over; 0: not to be counted */
  const char *doing;
  GPollFunc poll;
  GPtrArray *stalls;
  timer_t timer;

  /* of the signal handler */
  void *stack[MAX_DEPTH];
  volatile int depth;
} watch;

static gint64
processor_ns (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * G_GINT64_CONSTANT (1000000000) + t.tv_nsec;
}

static void
limit_passed (int number)
{
  if (watch.depth == 0)
    watch.depth = backtrace (watch.stack, MAX_DEPTH);
}

static void
set_timer (double ms)
{
  struct itimerspec time = { .it_value = { .tv_nsec = (long) (ms * 1e6) } };

  timer_settime (watch.timer, 0, &time, NULL);
}

/* Functions that are not exported have no names at run time. Returns: (transfer full): that of the address,
 * or where it is. */
static char *
name_address (void *address)
{
  g_autofree char *offset = NULL, *out = NULL;
  Dl_info info = { 0 };

  if (dladdr (address, &info) == 0)
    return g_strdup_printf ("%p", address);
  if (info.dli_sname != NULL)
    return g_strdup (info.dli_sname);

  offset = g_strdup_printf ("0x%zx", (gsize) address - (gsize) info.dli_fbase - 1);
  {
    const char *const words[] = { "addr2line", "-f", "-e", info.dli_fname, offset, NULL };

    if (g_spawn_sync (NULL, (char **) words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                      NULL, NULL, &out, NULL, NULL, NULL)
        && out[0] != '?')
      return g_strndup (out, strcspn (out, "\n"));
  }

  return g_strdup_printf ("%s+%s", info.dli_fname, offset);
}

static char *
name_stack (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (int i = OWN_FRAMES; i < MIN (watch.depth, OWN_FRAMES + NAMED); i++)
    {
      g_autofree char *name = name_address (watch.stack[i]);

      g_string_append_printf (out, "%s%s", i > OWN_FRAMES ? " < " : "", name);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
stall_free (gpointer data)
{
  Stall *stall = data;

  g_free (stall->where);
  g_free (stall);
}

static void
count (void)
{
  double ms = watch.since_ns > 0 ? (double) (processor_ns () - watch.since_ns) / 1e6 : 0.0;

  set_timer (0.0);
  watch.longest_ms = MAX (watch.longest_ms, ms);
  if (ms > watch.limit_ms)
    {
      Stall *stall = g_new0 (Stall, 1);

      stall->doing = watch.doing;
      stall->ms = ms;
      stall->where = watch.depth > 0 ? name_stack () : NULL;
      g_ptr_array_add (watch.stalls, stall);
      g_test_message ("%s: %.1f ms: %s", stall->doing, stall->ms,
                      stall->where != NULL ? stall->where : "?");
    }
  watch.depth = 0;
}

static void
start_counting (void)
{
  watch.since_ns = processor_ns ();
  set_timer (watch.limit_ms);
}

static int
watched_poll (GPollFD *fds, guint n_fds, int timeout)
{
  int result;

  count ();
  result = watch.poll (fds, n_fds, timeout);
  start_counting ();

  return result;
}

void
stall_watch_begin (double limit_ms)
{
  struct sigaction action = { .sa_handler = limit_passed, .sa_flags = SA_RESTART };
  struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF };

  /* the first call loads a library, which a handler must not */
  backtrace (watch.stack, MAX_DEPTH);
  event._sigev_un._tid = (pid_t) syscall (SYS_gettid);
  sigaction (SIGPROF, &action, NULL);
  g_assert_cmpint (timer_create (CLOCK_THREAD_CPUTIME_ID, &event, &watch.timer), ==, 0);

  watch.limit_ms = limit_ms;
  watch.stalls = g_ptr_array_new_with_free_func (stall_free);
  watch.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, watched_poll);
  stall_watch_note ("beginning");
}

void
stall_watch_note (const char *doing)
{
  watch.doing = doing;
  watch.longest_ms = 0.0;
  watch.depth = 0;
  start_counting ();
}

double
stall_watch_longest (void)
{
  return watch.longest_ms;
}

GPtrArray *
stall_watch_end (void)
{
  set_timer (0.0);
  timer_delete (watch.timer);
  g_main_context_set_poll_func (NULL, watch.poll);

  return g_steal_pointer (&watch.stalls);
}

gboolean
stall_watch_is_fair (void)
{
  const char *loaded = g_getenv ("LD_PRELOAD");

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return FALSE;
#endif
  return loaded == NULL || strstr (loaded, "valgrind") == NULL;
}
