// Draws the figures of each benchmark beside their ceilings; what is drawn stands in the tables too.
const MEASURED = '#2f6db5';
const CEILING = '#c9d3de';
const ROW_PIXELS = 46;
const FRAME_PIXELS = 110;

/** Figures of one unit whose names begin with the same words before a colon are one chart. */
function charts(figures) {
  const groups = new Map();
  for (const figure of figures) {
    const colon = figure.name.indexOf(': ');
    const title = colon < 0 ? '' : figure.name.slice(0, colon);
    const label = colon < 0 ? figure.name : figure.name.slice(colon + 2);
    const key = title + '/' + figure.unit;
    groups.set(key, [...(groups.get(key) ?? []), { ...figure, title, label }]);
  }
  return groups.values();
}

/** Where all figures have one and the same ceiling it is a bar among theirs, else each has its own beside it. */
function data(figures) {
  const first = figures[0];
  const common = figures.every((f) => f.ceiling === first.ceiling && f.ceilingValue === first.ceilingValue);
  if (common) {
    return {
      labels: [first.ceiling, ...figures.map((f) => f.label)],
      datasets: [{
        label: 'measured',
        data: [first.ceilingValue, ...figures.map((f) => f.value)],
        backgroundColor: [CEILING, ...figures.map(() => MEASURED)],
      }],
    };
  }
  return {
    labels: figures.map((f) => f.label),
    datasets: [
      { label: 'measured', data: figures.map((f) => f.value), backgroundColor: MEASURED },
      { label: 'ceiling', data: figures.map((f) => f.ceilingValue), backgroundColor: CEILING },
    ],
  };
}

function draw(place, figures) {
  const box = document.createElement('div');
  const canvas = document.createElement('canvas');
  const shown = data(figures);
  const { title, unit } = figures[0];
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
  for (const figures of charts(JSON.parse(place.dataset.figures))) {
    draw(place, figures);
  }
}
