import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kernel } from './kernel-model.ts';

/** The models on a binary heap with a switch instead of callbacks: what the machine can do. Prints events/s and mean. */
const SOURCE = String.raw`
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

struct Event { double time; std::uint64_t sequence; int subject; };
static bool before(const Event &a, const Event &b) { return a.time < b.time || (a.time == b.time && a.sequence < b.sequence); }

struct Queue {
  std::vector<Event> heap;
  std::uint64_t scheduled = 0;
  double now = 0;
  void schedule(double delay, int subject) {
    Event event{now + delay, scheduled++, subject};
    heap.push_back(event);
    std::size_t at = heap.size() - 1;
    while (at > 0) {
      std::size_t parent = (at - 1) / 2;
      if (before(heap[parent], event)) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = event;
  }
  int take() {
    now = heap[0].time;
    int subject = heap[0].subject;
    Event last = heap.back();
    heap.pop_back();
    std::size_t size = heap.size(), at = 0;
    if (size == 0) return subject;
    for (;;) {
      std::size_t child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && before(heap[child + 1], heap[child])) child++;
      if (before(last, heap[child])) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return subject;
  }
};

static std::uint32_t state;
static double uniform() {
  state += 0x6d2b79f5u;
  std::uint32_t t = (state ^ (state >> 15)) * (1u | state);
  t = (t + (t ^ (t >> 7)) * (61u | t)) ^ t;
  return (t ^ (t >> 14)) / 4294967296.0;
}
static double exponential(double mean) { return -mean * std::log(1 - uniform()); }

int main(int, char **arguments) {
  long events = std::atol(arguments[2]);
  state = static_cast<std::uint32_t>(std::atol(arguments[3]));
  Queue queue;
  double area = 0, since = 0, mean = 0;
  long customers = 0;
  auto changed = [&](int by) { area += customers * (queue.now - since); since = queue.now; customers += by; };
  auto started = std::chrono::steady_clock::now();
  if (!std::strcmp(arguments[1], "mm1")) {
    queue.schedule(exponential(1 / 0.8), 0);
    for (long i = 0; i < events; i++) {
      if (queue.take() == 0) {
        changed(1);
        queue.schedule(exponential(1 / 0.8), 0);
        if (customers == 1) queue.schedule(exponential(1), 1);
      } else {
        changed(-1);
        if (customers > 0) queue.schedule(exponential(1), 1);
      }
    }
    mean = area / queue.now;
  } else if (!std::strcmp(arguments[1], "net")) {
    const int stations = 20, servers = 5;
    int present[stations] = {};
    auto enter = [&] {
      int station = static_cast<int>(uniform() * stations);
      if (++present[station] <= servers) queue.schedule(exponential(1), station);
    };
    queue.schedule(exponential(1.0 / 8), stations);
    for (long i = 0; i < events; i++) {
      int subject = queue.take();
      if (subject == stations) {
        changed(1);
        queue.schedule(exponential(1.0 / 8), stations);
        enter();
      } else {
        if (--present[subject] >= servers) queue.schedule(exponential(1), subject);
        if (uniform() < 0.1) changed(-1);
        else enter();
      }
    }
    mean = area / queue.now;
  } else {
    for (int i = 0; i < 10000; i++) queue.schedule(exponential(1), 0);
    started = std::chrono::steady_clock::now();
    for (long i = 0; i < events; i++) { queue.take(); queue.schedule(exponential(1), 0); }
    mean = queue.now;
  }
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started;
  std::printf("%.17g %.17g\n", events / seconds.count(), mean);
}
`;

/** The compiled kernel and a way to remove it again, or undefined where there is no g++. */
export function compiledKernel(): { readonly kernel: Kernel; readonly remove: () => void } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'sagascope-kernel-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const program = join(folder, 'kernel');
  writeFileSync(`${program}.cpp`, SOURCE);
  try {
    execFileSync('g++', ['-O2', '-std=c++17', '-o', program, `${program}.cpp`], { stdio: 'ignore' });
  } catch {
    remove();
    return undefined;
  }
  const kernel: Kernel = (model, events, seed) => {
    const told = execFileSync(program, [model, String(events), String(seed)], { encoding: 'utf8' });
    const [eventsPerSecond = Number.NaN, mean = Number.NaN] = told.split(' ').map(Number);
    return { events, eventsPerSecond, mean };
  };
  return { kernel, remove };
}
