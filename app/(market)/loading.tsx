import { SkeletonPage } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div className="wrap py-10">
      <SkeletonPage />
    </div>
  );
}
