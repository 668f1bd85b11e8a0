import { useState } from 'react'
import { createRoot } from 'react-dom/client'

function Page() {
  const [size, setSize] = useState(4)
  const [told, setTold] = useState('…')
  return (
    <main>
      <label>
        Window of {size}×{size}
        <input type="range" min="2" max="8" value={size} onChange={(event) => setSize(+event.target.value)} />
      </label>
      <umbra-map
        model="umbra/model/model.json"
        src="digit.png"
        window={`${size}`}
        onumbra-explained={({ detail }) => setTold(`What speaks for ${detail.target[0]}, ${size}×${size}`)}
        onumbra-failed={({ detail }) => setTold(detail.message)}
      />
      <p>{told}</p>
    </main>
  )
}

createRoot(document.getElementById('root')!).render(<Page />)
