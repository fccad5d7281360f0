// Draws the measurements of each benchmark beside their baselines; what is drawn is in the tables too.
const MEASURED = '#2f6db5';
const BASELINE = '#c9d3de';
const ROW_PIXELS = 46;
const FRAME_PIXELS = 110;

/** Measurements of one unit whose names begin with the same words before a colon are one chart. */
function charts(measurements) {
  const groups = new Map();
  for (const measurement of measurements) {
    const colon = measurement.name.indexOf(': ');
    const title = colon < 0 ? '' : measurement.name.slice(0, colon);
    const label = colon < 0 ? measurement.name : measurement.name.slice(colon + 2);
    const key = title + '/' + measurement.unit;
    groups.set(key, [...(groups.get(key) ?? []), { ...measurement, title, label }]);
  }
  return groups.values();
}

/** Where all measurements have one and the same baseline it is a bar among theirs, else each has its own beside it. */
function data(measurements) {
  const first = measurements[0];
  const common = measurements.every((f) => f.baseline === first.baseline && f.baselineValue === first.baselineValue);
  if (common) {
    return {
      labels: [first.baseline, ...measurements.map((f) => f.label)],
      datasets: [{
        label: 'measured',
        data: [first.baselineValue, ...measurements.map((f) => f.value)],
        backgroundColor: [BASELINE, ...measurements.map(() => MEASURED)],
      }],
    };
  }
  return {
    labels: measurements.map((f) => f.label),
    datasets: [
      { label: 'measured', data: measurements.map((f) => f.value), backgroundColor: MEASURED },
      { label: 'baseline', data: measurements.map((f) => f.baselineValue), backgroundColor: BASELINE },
    ],
  };
}

function draw(place, measurements) {
  const box = document.createElement('div');
  const canvas = document.createElement('canvas');
  const shown = data(measurements);
  const { title, unit } = measurements[0];
  const better = unit.endsWith('/s') ? 'more is better' : 'less is better';
  box.style.height = FRAME_PIXELS + ROW_PIXELS * shown.labels.length + 'px';
  box.append(canvas);
  place.append(box);
  new Chart(canvas, {
    type: 'bar',
    data: shown,
    options: {
      indexAxis: 'y',
      animation: false,
      maintainAspectRatio: false,
      plugins: {
        title: { display: title !== '', text: title },
        legend: { display: shown.datasets.length > 1, position: 'bottom' },
      },
      scales: {
        x: {
          // Percentiles and loads are far apart: on a linear scale only the slowest would be seen.
          type: unit === 'ms' ? 'logarithmic' : 'linear',
          title: { display: true, text: unit + ', ' + better },
        },
      },
    },
  });
}

for (const place of document.querySelectorAll('.chart')) {
  for (const measurements of charts(JSON.parse(place.dataset.measurements))) {
    draw(place, measurements);
  }
}
